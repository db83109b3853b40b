using Ashiato.Doctor;

namespace Ashiato.Console.Doctor;

/// <summary>Attempts of one client that came to the same, and what that means.</summary>
/// <param name="Cause">What became of them.</param>
/// <param name="Client">Where they came from.</param>
/// <param name="Port">At which port they arrived.</param>
/// <param name="Protocol">What was spoken.</param>
/// <param name="UserAgent">What the client calls itself, if it had time to say so.</param>
/// <param name="Kind">Who that is.</param>
/// <param name="Service">The service, where it was said.</param>
/// <param name="Dialled">The name or address that was dialled.</param>
/// <param name="Detail">What was seen exactly.</param>
/// <param name="Count">Events where they were delivered, else attempts.</param>
/// <param name="FirstSeen">The first of them.</param>
/// <param name="LastSeen">The last of them.</param>
/// <param name="WorksSince">True when the client has delivered events since.</param>
/// <param name="IsSerious">True when events do not arrive because of it.</param>
/// <param name="FailedAt">The step that did not succeed.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Verdict">What happened, as a sentence.</param>
/// <param name="Hint">What is behind it, and what to do.</param>
/// <param name="Mendings">The lines that mend it.</param>
public sealed record DoctorFinding(
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
    DateTimeOffset LastSeen,
    bool WorksSince,
    bool IsSerious,
    Step FailedAt,
    string Title,
    string Verdict,
    string Hint,
    IReadOnlyList<Mending> Mendings);
