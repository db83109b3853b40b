using System.ComponentModel;
using Ashiato.Query;
using Ashiato.Query.Kql;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Ashiato.Console.Api;

/// <summary>The parameters that limit a question to a period.</summary>
internal sealed record PeriodParameters
{
    [FromQuery(Name = "from"), Description("The first moment: ISO 8601 such as 2026-11-22T15:47:48Z, or relative such as now-15m. Default now-1h.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("The first moment after the period, written like 'from'. Default now.")]
    public string? To { get; init; }

    [FromQuery(Name = "environment"), Description("Only what ran in this environment (service.environment), or (none) for what names none. Default all.")]
    public string? Environment { get; init; }

    [FromQuery(Name = "kql"), Description("Only events that match this query of the Kibana Query Language, such as: transaction.duration.us > 100ms and not url.path : /health. Default all.")]
    public string? Kql { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="questions">Knows the fields that a query may name.</param>
    /// <param name="time">What tells the time that <c>now</c> means.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The period, and what to answer when they cannot be read.</returns>
    public async ValueTask<(Period Period, ProblemHttpResult? Problem)> ReadAsync(IQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        if (!TimeRangeText.TryParse(From, To, time.GetUtcNow(), out var range, out string problem)) return (default, ApiProblems.BadRequest(problem));
        try
        {
            var where = string.IsNullOrWhiteSpace(Kql) ? null : await questions.FilterAsync(Kql, cancel);
            return (new Period(range, string.IsNullOrEmpty(Environment) ? null : Environment, where), null);
        }
        catch (KqlException exception)
        {
            return (default, ApiProblems.BadQuery(exception));
        }
    }
}
