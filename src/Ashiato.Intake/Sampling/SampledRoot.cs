using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>A root transaction that waits for the decision about its trace.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Service">The service.</param>
/// <param name="DurationMicros">How long it took.</param>
/// <param name="Matched">The policies that it matches: see <see cref="PolicySet.MatchedBy"/>.</param>
internal readonly record struct SampledRoot(EventId Trace, string Service, long DurationMicros, ulong Matched);
