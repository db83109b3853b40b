namespace Ashiato.Intake.Sampling;

/// <summary>What was decided at the end of an interval, as it stands in the <see cref="DecisionLog"/>.</summary>
/// <param name="Number">Its number; each is one more than the one before.</param>
/// <param name="EndSequence">The roots in records below this number are decided.</param>
/// <param name="BatchId">The identity from which those of the published batches follow.</param>
/// <param name="AtMicros">When, in microseconds since the Unix epoch.</param>
/// <param name="Shared">The traces that this server decided to keep: others must know.</param>
/// <param name="Published">The traces whose waiting events, in records below <paramref name="EndSequence"/>, are published.</param>
internal sealed record SamplingDecision(long Number, long EndSequence, Guid BatchId, long AtMicros, IReadOnlyList<string> Shared, IReadOnlyList<string> Published);
