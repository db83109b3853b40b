using System.Globalization;
using Ashiato.Doctor;
using Ashiato.Settings;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Doctor;

/// <summary>What the doctors of all servers found, with the verdicts in the reader's language.</summary>
internal sealed class DoctorView(DoctorReports reports, IOptions<ConsoleOptions> options)
{
    /// <summary>All of it: what keeps events from arriving first, then what may be nothing, then what arrives; the latest first in each.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async Task<DoctorAnswer> ReadAsync(CancellationToken cancel)
    {
        var report = await reports.ReadAsync(cancel);
        var target = new MendingTarget(options.Value.ServerUrl, report.Certificate);
        var deliveries = report.Findings.Where(finding => finding.Cause == Cause.Delivered).ToLookup(finding => finding.Client);
        var findings = report.Findings
            .Select(finding => ToAnswer(finding, Verdict.Of(finding, target, CultureInfo.CurrentUICulture), deliveries[finding.Client].Any(delivered => IsMended(finding, delivered))))
            .OrderBy(RankOf)
            .ThenByDescending(finding => finding.LastSeen);
        return new DoctorAnswer(report.Since, [.. findings], report.Losses, report.Certificate);
    }

    private static bool IsMended(Finding finding, Finding delivered) =>
        delivered.LastSeen > finding.LastSeen
        && (finding.Kind == ClientKind.Unknown || finding.Kind == delivered.Kind)
        // What is found in what was delivered is not mended by what another service delivers.
        && (!finding.Cause.IsOfDelivered() || finding.Service == delivered.Service);

    private static int RankOf(DoctorFinding finding) => finding switch
    {
        { IsSerious: true, WorksSince: false } => 0,
        { Cause: not Cause.Delivered, WorksSince: false } => 1,
        { Cause: Cause.Delivered } => 2,
        _ => 3,
    };

    private static DoctorFinding ToAnswer(Finding finding, Verdict verdict, bool worksSince) => new(
        finding.Cause, finding.Client, finding.Port, finding.Protocol, finding.UserAgent, finding.Kind, finding.Service, finding.Dialled, finding.Detail, finding.Count,
        finding.FirstSeen, finding.LastSeen, finding.Cause != Cause.Delivered && worksSince, verdict.IsSerious, verdict.FailedAt, verdict.Title, verdict.Sentence, verdict.Hint, verdict.Mendings);
}
