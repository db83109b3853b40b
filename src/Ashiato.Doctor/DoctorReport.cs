namespace Ashiato.Doctor;

/// <summary>What the doctor of one process has found.</summary>
/// <param name="Process">The process; each start of one is another.</param>
/// <param name="ReportedAt">When it wrote this.</param>
/// <param name="Since">When it began to count.</param>
/// <param name="Findings">What it remembers.</param>
/// <param name="Losses">What became of the events that it received.</param>
/// <param name="Certificate">What it shows to clients; <see langword="null"/> without TLS.</param>
public sealed record DoctorReport(
    string Process, DateTimeOffset ReportedAt, DateTimeOffset Since, IReadOnlyList<Finding> Findings, IReadOnlyList<ServiceLosses> Losses, CertificateState? Certificate);
