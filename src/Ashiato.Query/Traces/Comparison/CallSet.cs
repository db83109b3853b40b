namespace Ashiato.Query.Traces.Comparison;

/// <summary>Equal calls below one row of a trace, together.</summary>
/// <param name="Row">One of them, as an index into the trace's rows.</param>
/// <param name="Count">How many; calls that an agent folded count each, a prepare does not.</param>
/// <param name="SumMicros">What they took together.</param>
/// <param name="SelfMicros">Of it, what nothing below them took.</param>
/// <param name="IsFailed">True when one of them failed.</param>
/// <param name="Segments">When they ran, oldest first; those that lie too near to be told apart are one.</param>
public sealed record CallSet(int Row, long Count, long SumMicros, long SelfMicros, bool IsFailed, IReadOnlyList<CallSegment> Segments);
