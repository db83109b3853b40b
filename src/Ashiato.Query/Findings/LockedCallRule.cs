using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Calls to other services between the begin and the end of a transaction that has changed or locked rows: others wait for them as long as the called service likes.</summary>
/// <remarks>What is told are facts of the requests; what others wait is not known here, so nothing is said to be saved.</remarks>
/// <param name="leastRequests">In how many requests that must be so.</param>
internal sealed class LockedCallRule(int leastRequests = 3) : IFindingRule
{
    private const double LeastShareOfRequests = 0.3;
    private const long LeastHeldMicros = 2_000;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        var held = endpoint.Requests.Select(request => (Request: request, Calls: WithinTransactions(request, all))).Where(static pair => pair.Calls.Count > 0).ToArray();
        if (held.Length < leastRequests || held.Length < endpoint.Requests.Count * LeastShareOfRequests) yield break;
        double cost = held.Sum(static pair => (double)CoveredTime.Of(pair.Calls));
        if (cost < held.Length * (double)LeastHeldMicros) yield break;

        var worst = held.MaxBy(static pair => CoveredTime.Of(pair.Calls));
        // The first one, since which takes longest is chance: the finding keeps its name from period to period.
        var first = worst.Calls[0];
        yield return new Finding
        {
            Kind = FindingKind.LockedWhileCalling,
            Service = endpoint.Numbers.Endpoint.Service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Call = all.Kinds[first.Kind],
            Others = [.. worst.Calls.Select(span => all.Kinds[span.Kind]).Where(kind => kind != all.Kinds[first.Kind]).Distinct()],
            PerRequest = held.Average(static pair => (double)pair.Calls.Count),
            Share = (double)held.Length / endpoint.Requests.Count,
            CostMicros = cost * endpoint.Weight,
            SavingMicros = 0,
            TraceId = worst.Request.TraceId,
            SpanId = first.Id.ToString(),
        };
    }

    /// <summary>The calls of a request that happen in a transaction which is seen to begin, to take something, and to end.</summary>
    private static List<SampledSpan> WithinTransactions(SampledRequest request, CallSample all)
    {
        List<SampledSpan> found = [], waiting = [];
        bool isOpen = false, holds = false;
        foreach (var span in request.Spans)
        {
            var kind = all.Kinds[span.Kind];
            if (kind.Scope == CallScope.External && span.Step == CallStep.Call)
            {
                if (holds) waiting.Add(span);
            }
            else if (kind.Scope != CallScope.Database || span.Step != CallStep.Call)
            {
                continue;
            }
            else if (Statements.Begins(kind.Text))
            {
                (isOpen, holds) = (true, false);
                waiting.Clear();
            }
            else if (Statements.Ends(kind.Text))
            {
                // What was still under way then did not keep it open.
                found.AddRange(waiting.Where(call => call.EndMicros <= span.StartMicros));
                (isOpen, holds) = (false, false);
                waiting.Clear();
            }
            else
            {
                holds |= isOpen && (Statements.Writes(kind.Text) || Statements.Locks(kind.Text));
            }
        }
        return found;
    }
}
