using Ashiato.Query.Traces;

namespace Ashiato.Console.Api;

/// <summary>The steps of a critical path in columns, times in microseconds after the start of the trace.</summary>
internal sealed record CriticalColumns(IReadOnlyList<int> Row, IReadOnlyList<long> From, IReadOnlyList<long> To)
{
    /// <summary>Puts the steps into columns.</summary>
    public static CriticalColumns Of(IReadOnlyList<CriticalStep> steps) =>
        new([.. steps.Select(step => step.Row)], [.. steps.Select(step => step.FromMicros)], [.. steps.Select(step => step.ToMicros)]);
}
