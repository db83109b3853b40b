using System.ComponentModel;
using Ashiato.Query;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Ashiato.Console.Api;

/// <summary>The parameters that limit a question to a period.</summary>
internal sealed record PeriodParameters(
    [property: FromQuery(Name = "from"), Description("The first moment: ISO 8601 such as 2026-11-22T15:47:48Z, or relative such as now-15m. Default now-1h.")] string? From,
    [property: FromQuery(Name = "to"), Description("The first moment after the period, written like 'from'. Default now.")] string? To,
    [property: FromQuery(Name = "environment"), Description("Only what ran in this environment (service.environment). Default all.")] string? Environment)
{
    /// <summary>Reads them.</summary>
    /// <param name="time">What tells the time that <c>now</c> means.</param>
    /// <param name="period">The period.</param>
    /// <returns><see langword="null"/>, or what to answer when they cannot be read.</returns>
    public ProblemHttpResult? Read(TimeProvider time, out Period period)
    {
        bool isReadable = TimeRangeText.TryParse(From, To, time.GetUtcNow(), out var range, out string problem);
        period = new Period(range, string.IsNullOrEmpty(Environment) ? null : Environment);
        return isReadable ? null : ApiProblems.BadRequest(problem);
    }
}
