using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>One of two stretches of time.</summary>
/// <param name="FromMicros">Its first moment, in microseconds since the Unix epoch (UTC).</param>
/// <param name="ToMicros">The first moment after it.</param>
/// <param name="Figures">What happened in it.</param>
/// <param name="Evidence">On how many requests what is said of calls rests.</param>
public sealed record RunSide(long FromMicros, long ToMicros, RunFigures Figures, Evidence Evidence);
