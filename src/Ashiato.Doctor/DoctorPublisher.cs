using Ashiato.Settings;
using Microsoft.Extensions.Logging;

namespace Ashiato.Doctor;

/// <summary>Writes what the doctor of this process finds to where the console reads it: soon when there is news, and no more often than is of use.</summary>
public sealed partial class DoctorPublisher(ConnectionDoctor doctor, DoctorReports reports, Func<CertificateState?> certificate, TimeProvider time, ILogger<DoctorPublisher> log)
{
    /// <summary>So many findings of each cause are written: what a person looks at.</summary>
    private const int WrittenOfCause = 20;

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    /// <summary>After a report of usual size. One of a flood is larger, and waits for longer.</summary>
    private const int RestPerFinding = 5;

    private static readonly TimeSpan s_repeatEvery = TimeSpan.FromMinutes(10);

    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private readonly ILogger _log = log;

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        long written = 0, writtenAt = time.GetTimestamp();
        bool isFirst = true, hasFailed = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                long version = doctor.Memory.Version;
                var rest = s_every;
                if (version != written || isFirst || time.GetElapsedTime(writtenAt) > s_repeatEvery)
                {
                    var report = Report();
                    await reports.WriteAsync(report, cancel);
                    if (isFirst) await reports.CleanAsync(cancel);
                    (written, writtenAt, isFirst, hasFailed) = (version, time.GetTimestamp(), false, false);
                    rest += TimeSpan.FromMilliseconds(RestPerFinding * report.Findings.Count);
                }
                await Task.Delay(rest, time, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is SettingsUnavailableException or InvalidDataException)
            {
                // The next round tells the same, and more.
                if (!hasFailed) LogNotWritten(e.Message);
                hasFailed = true;
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private DoctorReport Report()
    {
        var now = time.GetUtcNow();
        return new DoctorReport(_process, now, _since, doctor.Memory.Read(now - DoctorReports.Recent, WrittenOfCause), doctor.Ledger.Read(), certificate());
    }

    [LoggerMessage(EventId = 502, Level = LogLevel.Warning, Message = "What clients have trouble with could not be written: {Reason}")]
    private partial void LogNotWritten(string reason);
}
