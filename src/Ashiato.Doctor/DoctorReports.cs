using Ashiato.Settings;

namespace Ashiato.Doctor;

/// <summary>What the doctors of all processes have found, kept in the settings.</summary>
public sealed class DoctorReports(ISettingsStore settings, TimeProvider time)
{
    /// <summary>What was not seen for so long is of no interest any more.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>A process that wrote nothing for so long is gone.</summary>
    private static readonly TimeSpan s_forgetProcessAfter = TimeSpan.FromHours(2);

    private readonly SettingsKind<DoctorReport> _reports = new(settings, "doctor-report", static () => DoctorJson.Default.DoctorReport);

    /// <summary>Writes what a process has found, in place of what it wrote before.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask WriteAsync(DoctorReport report, CancellationToken cancel) => _reports.PutAsync(report.Process, report, cancel);

    /// <summary>Removes what was written by processes that are gone.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask CleanAsync(CancellationToken cancel)
    {
        foreach (var report in await _reports.ListAsync(cancel))
            if (time.GetUtcNow() - report.ReportedAt > s_forgetProcessAfter) await _reports.DeleteAsync(report.Process, cancel);
    }

    /// <summary>What all processes have found lately: findings by their last attempt, the latest first; losses added up.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<DoctorReport> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var reports = (await _reports.ListAsync(cancel)).OrderBy(report => report.ReportedAt).ToList();
        return new DoctorReport(
            "",
            now,
            reports.Count == 0 ? now : reports.Min(report => report.Since),
            [.. reports.SelectMany(report => report.Findings).Where(finding => now - finding.LastSeen <= Recent).OrderByDescending(finding => finding.LastSeen)],
            [.. reports.SelectMany(report => report.Losses).GroupBy(losses => losses.Service, (_, all) => all.Aggregate((sum, more) => sum.Plus(more))).OrderBy(losses => losses.Service, StringComparer.Ordinal)],
            reports.LastOrDefault(report => report.Certificate is not null)?.Certificate);
    }
}
