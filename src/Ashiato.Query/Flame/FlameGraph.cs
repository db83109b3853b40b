namespace Ashiato.Query.Flame;

/// <summary>Many traces of a transaction group, laid upon one another.</summary>
/// <param name="TraceCount">How many traces.</param>
/// <param name="DurationMicros">How long its transactions took together, in microseconds.</param>
/// <param name="Roots">The transactions of the group, as one frame; none when there was no sample.</param>
public sealed record FlameGraph(int TraceCount, long DurationMicros, IReadOnlyList<FlameNode> Roots);
