using System.ComponentModel;
using Ashiato.Query.Transactions;
using Microsoft.AspNetCore.Mvc;

namespace Ashiato.Console.Api;

/// <summary>The parameters that name a group of transactions.</summary>
internal sealed record TransactionParameters
{
    [FromQuery(Name = "service"), Description("service.name")]
    public required string Service { get; init; }

    [FromQuery(Name = "name"), Description("transaction.name")]
    public required string Name { get; init; }

    [FromQuery(Name = "type"), Description("transaction.type. Default any.")]
    public string? Type { get; init; }

    public TransactionKey Key => new(Service, Name, Type);
}
