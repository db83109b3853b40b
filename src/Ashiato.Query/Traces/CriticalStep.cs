namespace Ashiato.Query.Traces;

/// <summary>A stretch of the critical path: during it, nothing but <see cref="Row"/> kept the trace waiting.</summary>
/// <param name="Row">Index into <see cref="Trace.Rows"/>.</param>
/// <param name="FromMicros">Start, in microseconds since the start of the trace.</param>
/// <param name="ToMicros">End, likewise.</param>
public sealed record CriticalStep(int Row, long FromMicros, long ToMicros);
