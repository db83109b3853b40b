namespace Ashiato.Query.Traces.Comparison;

/// <summary>One reason why one trace took longer or shorter than another.</summary>
/// <param name="Calls">Index into <see cref="TraceComparison.Calls"/>.</param>
/// <param name="Change">What became of the calls. Slower and faster are meant of the calls themselves, without what is below them.</param>
/// <param name="DeltaMicros">How much time that cost; negative for time won.</param>
public sealed record ComparisonCause(int Calls, CallChange Change, long DeltaMicros);
