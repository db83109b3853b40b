namespace Ashiato.Query.Exploring;

/// <summary>One event, as far as it was asked for.</summary>
/// <param name="TimestampMicros">When, in microseconds since the Unix epoch (UTC).</param>
/// <param name="Event"><c>processor.event</c>.</param>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Name">What it is called: of a transaction or span its name, of an error or log what it says.</param>
/// <param name="DurationMicros">How long it took; <see langword="null"/> for what takes no time.</param>
/// <param name="IsFailed">True when its outcome is failure.</param>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="Id">Which row of the trace it is, or belongs to.</param>
/// <param name="Values">The values of the chosen columns, in their order.</param>
public sealed record ExploredRow(
    long TimestampMicros, string Event, string? Service, string Name, long? DurationMicros, bool IsFailed, string? TraceId, string? Id, IReadOnlyList<string?> Values);
