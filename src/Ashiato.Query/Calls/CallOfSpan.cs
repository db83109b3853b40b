namespace Ashiato.Query.Calls;

/// <summary>Which kind of call one span is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Service">Whose call it was; <see langword="null"/> when that is not known.</param>
/// <param name="TimestampMicros">When it began, in microseconds since the Unix epoch.</param>
public sealed record CallOfSpan(CallKind Kind, string? Service, long TimestampMicros);
