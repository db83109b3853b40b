using Ashiato.Doctor;

namespace Ashiato.Console.Doctor;

/// <summary>Why events arrive or do not.</summary>
/// <param name="Since">When the servers began to count.</param>
/// <param name="Findings">What became of attempts within the last hour: what keeps events from arriving first.</param>
/// <param name="Losses">What became of events, by service.</param>
/// <param name="Certificate">What servers show to clients; absent without TLS.</param>
public sealed record DoctorAnswer(DateTimeOffset Since, IReadOnlyList<DoctorFinding> Findings, IReadOnlyList<ServiceLosses> Losses, CertificateState? Certificate);
