using System.Globalization;
using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Gates;

/// <summary>Do claims about a period hold?</summary>
internal sealed class GateQuestion(IEventStore store, RouteRuleSet routes)
{
    /// <summary>What comes of each claim.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="period">When and where.</param>
    /// <param name="score">The score of the run, if it has one.</param>
    /// <param name="sampling">Requests of the period, read span by span; only waited for when a claim is about calls.</param>
    /// <param name="findings">The findings of the period; only asked for when a claim is about them.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<IReadOnlyList<GateResult>> AskAsync(
        IReadOnlyList<GateClaim> claims, Period period, double? score, Func<Task<CallSample>> sampling, Func<Task<FindingList>> findings, CancellationToken cancel)
    {
        var names = await NamesAsync(period, cancel);
        var results = new List<GateResult>();
        foreach (var claim in claims)
        {
            results.Add(claim.Function switch
            {
                GateFunction.Score => Result(claim, score, score is null ? "the run has no score" : "the run"),
                GateFunction.Calls => OfCalls(claim, await sampling()),
                GateFunction.Findings => OfFindings(claim, await findings()),
                _ => await OfRequestsAsync(claim, period, names, cancel),
            });
        }
        return results;
    }

    private async Task<IReadOnlyList<(string Service, string Name)>> NamesAsync(Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = period.Filter.And(TransactionNumbers.IsTransaction),
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
                Measures = [new Measure.Count()],
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return [.. table.Groups.Select(static group => (group.Text(0), group.Text(1)))];
    }

    private async Task<GateResult> OfRequestsAsync(GateClaim claim, Period period, IReadOnlyList<(string Service, string Name)> names, CancellationToken cancel)
    {
        var filter = period.Filter.And(TransactionNumbers.IsTransaction);
        if (claim.Endpoint is { } endpoint)
        {
            string[] fitting = [.. names.Where(one => Fits(endpoint, routes.GroupOf(one.Service, one.Name)) || Fits(endpoint, one.Name)).Select(static one => one.Name).Distinct()];
            if (fitting.Length == 0) return claim.Function == GateFunction.Count ? Result(claim, 0, "no request") : new GateResult(claim, null, false, $"no endpoint is called '{endpoint}'");
            filter = filter.And(new Filter.TextIn(Fields.TransactionName, fitting));
        }
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Measures = [.. TransactionNumbers.Measures, new Measure.Percentiles(Fields.TransactionDurationUs, [claim.Function == GateFunction.Percentile ? claim.Rank : 50])],
            },
            cancel);
        var group = table.Groups[0];
        var numbers = new TransactionNumbers(group);
        double? measured = claim.Function switch
        {
            GateFunction.Count => numbers.Count,
            GateFunction.Rate => period.PerSecond(numbers.Count),
            _ when numbers.Count == 0 => null,
            GateFunction.Percentile => group.Number(TransactionNumbers.Next),
            GateFunction.Average => numbers.TotalMicros / numbers.Count,
            GateFunction.Max => numbers.MaxMicros,
            GateFunction.Min => numbers.MinMicros,
            GateFunction.Sum => numbers.TotalMicros,
            _ => claim.Unit == GateUnit.Share ? (double)numbers.FailedCount / numbers.Count : numbers.FailedCount,
        };
        return Result(claim, measured, string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} requests"));
    }

    /// <summary>The greatest mean of calls in a request, over the endpoints and kinds of calls that are meant.</summary>
    private static GateResult OfCalls(GateClaim claim, CallSample sample)
    {
        var endpoints = sample.ByEndpoint.Where(one => claim.Endpoint is null || Fits(claim.Endpoint, one.Numbers.Endpoint.Name)).ToArray();
        if (endpoints.Length == 0) return new GateResult(claim, null, false, claim.Endpoint is null ? "no request" : $"no endpoint is called '{claim.Endpoint}'");
        var most = endpoints
            .SelectMany(static one => one.Uses, static (one, use) => (one.Numbers.Endpoint, use.Kind, Calls: (double)use.CallCount / one.Requests.Count))
            .Where(use => IsMeant(claim.Call!, sample.Kinds[use.Kind]))
            .OrderByDescending(static use => use.Calls)
            .FirstOrDefault();
        return most.Endpoint.Name is null
            ? Result(claim, 0, "no such call")
            : Result(claim, most.Calls, $"{sample.Kinds[most.Kind].Text} in {most.Endpoint.Name}");
    }

    private static GateResult OfFindings(GateClaim claim, FindingList list)
    {
        var found = list.Findings.Where(finding => !finding.IsMuted && (claim.Endpoint is null || (finding.Transaction is { } name && Fits(claim.Endpoint, name)))).ToArray();
        return Result(claim, found.Length, found.Length == 0 ? "none" : string.Join(", ", found.Select(static finding => $"{finding.Kind} {finding.Transaction ?? finding.Service}").Distinct()));
    }

    private static bool IsMeant(string call, CallKind kind) => call switch
    {
        "statement" => kind.Scope == CallScope.Database,
        "external" => kind.Scope == CallScope.External,
        _ => Fits(call, kind.Text),
    };

    private static bool Fits(string pattern, string text) => NamePattern.Fits(text, pattern);

    private static GateResult Result(GateClaim claim, double? measured, string of) => new(claim, measured, measured is { } value && claim.Holds(value), of);
}
