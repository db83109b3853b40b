namespace Ashiato.Query.Traces.Comparison;

/// <summary>A stretch of a trace's time.</summary>
/// <param name="FromMicros">Start, in microseconds since the start of the trace.</param>
/// <param name="ToMicros">End, likewise.</param>
public readonly record struct CallSegment(long FromMicros, long ToMicros);
