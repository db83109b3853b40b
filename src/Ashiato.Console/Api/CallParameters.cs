using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Ashiato.Console.Api;

/// <summary>The parameters that name calls that are alike.</summary>
internal sealed record CallParameters
{
    [FromQuery(Name = "text"), Description("What the calls have in common: the text of /api/calls.")]
    public required string Text { get; init; }

    [FromQuery(Name = "system"), Description("The system of /api/calls, such as mysql. Default none.")]
    public string? System { get; init; }

    [FromQuery(Name = "scope"), Description("Which calls: database, external or other. Default database.")]
    public string? Scope { get; init; }
}
