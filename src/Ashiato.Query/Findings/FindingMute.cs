namespace Ashiato.Query.Findings;

/// <summary>A finding that somebody does not want to hear of.</summary>
/// <param name="Id"><see cref="Finding.Id"/>.</param>
/// <param name="By">Who muted it; <see langword="null"/> where nobody has to say who they are.</param>
/// <param name="SinceMicros">When, in microseconds since the Unix epoch (UTC).</param>
/// <param name="UntilMicros">Until when; <see langword="null"/> for good.</param>
public sealed record FindingMute(string Id, string? By, long SinceMicros, long? UntilMicros);
