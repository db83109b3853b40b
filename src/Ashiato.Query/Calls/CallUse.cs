namespace Ashiato.Query.Calls;

/// <summary>How the requests of an endpoint that are looked at use one kind of call.</summary>
/// <param name="Kind">Index into <see cref="CallSample.Kinds"/>.</param>
/// <param name="CallCount">Calls; what only prepares or connects does not count.</param>
/// <param name="RequestCount">In how many of the requests.</param>
/// <param name="TotalMicros">Time spent in them, preparing included, in microseconds.</param>
/// <param name="PrepareMicros">How much of it was spent preparing.</param>
internal sealed record CallUse(int Kind, long CallCount, int RequestCount, double TotalMicros, double PrepareMicros)
{
    /// <summary>Calls in a request that makes any.</summary>
    public double CallsPerRequest => RequestCount == 0 ? 0 : (double)CallCount / RequestCount;

    /// <summary>Counts what some requests call, most time first.</summary>
    public static IReadOnlyList<CallUse> Of(IReadOnlyList<SampledRequest> requests)
    {
        var uses = new Dictionary<int, CallUse>();
        var seen = new HashSet<int>();
        foreach (var request in requests)
        {
            seen.Clear();
            foreach (var span in request.Spans)
            {
                var use = uses.GetValueOrDefault(span.Kind) ?? new CallUse(span.Kind, 0, 0, 0, 0);
                bool isPrepare = span.Step == CallStep.Prepare;
                uses[span.Kind] = use with
                {
                    CallCount = use.CallCount + (isPrepare ? 0 : span.CallCount),
                    RequestCount = use.RequestCount + (seen.Add(span.Kind) ? 1 : 0),
                    TotalMicros = use.TotalMicros + span.DurationMicros,
                    PrepareMicros = use.PrepareMicros + (isPrepare ? span.DurationMicros : 0),
                };
            }
        }
        return [.. uses.Values.OrderByDescending(static use => use.TotalMicros)];
    }
}
