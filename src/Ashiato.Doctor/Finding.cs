using System.Text.Json.Serialization;

namespace Ashiato.Doctor;

/// <summary>Attempts of one client that came to the same.</summary>
/// <param name="Cause">What became of them.</param>
/// <param name="Client">Where they came from; empty when that is not known.</param>
/// <param name="Port">At which port they arrived.</param>
/// <param name="Protocol">What was last spoken.</param>
/// <param name="UserAgent">What the client last called itself; <see langword="null"/> when it had no time to.</param>
/// <param name="Kind">Who that is.</param>
/// <param name="Service"><c>service.name</c>, where it was said.</param>
/// <param name="Dialled">The name or address that was dialled.</param>
/// <param name="Detail">What was last seen exactly.</param>
/// <param name="Count">Events of <see cref="Cause.Delivered"/>, else attempts.</param>
/// <param name="FirstSeen">The first of them.</param>
/// <param name="LastSeen">The last of them.</param>
public sealed record Finding(
    Cause Cause,
    string Client,
    int Port,
    string? Protocol,
    string? UserAgent,
    ClientKind Kind,
    string? Service,
    string? Dialled,
    string? Detail,
    long Count,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen)
{
    /// <summary>The one before the last; <see langword="null"/> while there was one alone.</summary>
    [JsonIgnore]
    public DateTimeOffset? SeenBefore { get; init; }

    /// <summary>True when the client itself said why the last time, rather than left without a word.</summary>
    [JsonIgnore]
    public bool IsSaid { get; init; }

    /// <summary>True when the last one stands alone, and ended without a word: a client that does not like a certificate often leaves so and tries again, but a probe whose time ran out leaves so too.</summary>
    /// <param name="within">How long before it another one may have been.</param>
    public bool IsLone(TimeSpan within) => (SeenBefore is not { } before || LastSeen - before > within) && !IsSaid;
}
