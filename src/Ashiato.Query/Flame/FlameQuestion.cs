using Ashiato.Query.Routes;
using Ashiato.Query.Traces;
using Ashiato.Query.Transactions;
using Ashiato.Storage;

namespace Ashiato.Query.Flame;

/// <summary>Where do many transactions of a group spend their time?</summary>
internal sealed class FlameQuestion(IEventStore store, TimeProvider time, RouteRuleSet rules)
{
    /// <summary>The most traces that are laid upon one another.</summary>
    public const int MaxTraces = 200;

    private const int AtOnce = 4;

    /// <param name="key">The group.</param>
    /// <param name="period">When and where.</param>
    /// <param name="fromMicros">The least duration of its transactions; <see langword="null"/> for any.</param>
    /// <param name="toMicros">The least duration above theirs; <see langword="null"/> for any.</param>
    /// <param name="limit">How many traces.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<FlameGraph> AskAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel)
    {
        // Samples are spread over all durations, so that a few stand for many.
        var samples = await new SamplesQuestion(store, rules).AskAsync(key, period, fromMicros, toMicros, Math.Clamp(limit, 1, MaxTraces), cancel);
        var builder = new FlameBuilder();
        var question = new TraceQuestion(store, time);
        foreach (var some in samples.Chunk(AtOnce))
        {
            var traces = await Task.WhenAll(some.Select(sample => Task.Run(() => question.AskAsync(sample.TraceId, cancel), cancel)));
            for (int i = 0; i < some.Length; i++)
                if (traces[i] is { } trace) builder.Add(trace, some[i].TransactionId);
        }
        return builder.Build();
    }
}
