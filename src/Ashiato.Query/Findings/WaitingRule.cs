using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Calls that mostly are quick and sometimes take very long: then they wait for other requests, for their locks or for a connection.</summary>
/// <remarks>Saved is what they take beyond what they take when they need not wait.</remarks>
internal sealed class WaitingRule : IFindingRule
{
    private const int LeastCalls = 5;

    // Once or twice anything takes long: the machine was busy, or the disk.
    private const int LeastWaits = 3;
    private const double LeastShareOfTime = 0.05;
    private const long LeastWaitMicros = 20_000;
    private const double TimesTheMedian = 5;

    // Where more requests connect, each opens a connection of its own, which is another finding.
    private const double MostConnecting = 0.5;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        var calls = endpoint.Requests.SelectMany(request => WaitingPoints.Of(request, all), static (request, span) => new Call(request, span));
        foreach (var kind in calls.GroupBy(static call => (call.Span.Kind, call.Span.Step)))
        {
            Call[] ordered = [.. kind.OrderBy(static call => call.Span.DurationMicros)];
            var found = kind.Key.Step == CallStep.Connect ? Connecting(endpoint, all, ordered) : Locking(endpoint, all, ordered);
            if (found is not null) yield return found;
        }
    }

    private static Finding? Locking(EndpointSample endpoint, CallSample all, Call[] calls)
    {
        // What it takes when it need not wait. When most calls wait, only the quickest tell.
        long usual = calls[calls.Length / 10].Span.DurationMicros;
        return calls.Length < LeastCalls ? null : Judge(endpoint, all, calls, usual, calls.Length);
    }

    /// <summary>A pool gives a connection at once, and agents keep silent about that; what is told took time.</summary>
    private static Finding? Connecting(EndpointSample endpoint, CallSample all, Call[] calls)
    {
        int requests = endpoint.Requests.Count, connecting = calls.Select(static call => call.Request).Distinct().Count();
        return requests < LeastCalls || connecting >= requests * MostConnecting ? null : Judge(endpoint, all, calls, 0, requests);
    }

    private static Finding? Judge(EndpointSample endpoint, CallSample all, Call[] calls, long usualMicros, int count)
    {
        Call[] waits = [.. calls.Where(call => call.Span.DurationMicros >= Math.Max(LeastWaitMicros, usualMicros * TimesTheMedian))];
        double waited = waits.Sum(call => (double)call.Span.DurationMicros - usualMicros);
        if (waits.Length < LeastWaits || waited < endpoint.RequestMicros * LeastShareOfTime) return null;

        var worst = waits[^1];
        return new Finding
        {
            Kind = FindingKind.Waiting,
            Service = endpoint.Numbers.Endpoint.Service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Call = all.Kinds[worst.Span.Kind],
            Share = (double)waits.Length / count,
            CostMicros = waited * endpoint.Weight,
            SavingMicros = waited * endpoint.Weight,
            IsForConnection = worst.Span.Step == CallStep.Connect,
            TraceId = worst.Request.TraceId,
            SpanId = worst.Span.Id.ToString(),
        };
    }

    private readonly record struct Call(SampledRequest Request, SampledSpan Span);
}
