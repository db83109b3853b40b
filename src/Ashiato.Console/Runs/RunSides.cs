using Ashiato.Console.Api;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Settings.Runs;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Runs;

/// <summary>Reads what a comparison is between: a run, a version of a service, or any two moments.</summary>
public sealed class RunSides(RunStore runs, IQuestions questions, TimeProvider time)
{
    private const string VersionPrefix = "version:";
    private const long Week = 7L * 86_400_000_000;

    /// <summary>What a text means.</summary>
    /// <param name="text">The number of a run, <c>last</c>, <c>previous</c>, <c>best</c>; <c>version:NAME</c>; or two moments with a tilde between them.</param>
    /// <param name="service">Whose version.</param>
    /// <param name="other">The run on the other side, if it is one.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The period, the run when it is one, and what is wrong.</returns>
    public async Task<(Period Period, Run? Run, Refused? Problem)> ReadAsync(string text, string? service, Run? other, CancellationToken cancel)
    {
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (RunChoice.IsOne(text))
        {
            var run = RunChoice.Find(await runs.ListAsync(cancel), text, other);
            return run is null ? (default, null, RunChoice.Problem(text)) : (PeriodOf(run, now), run, null);
        }
        if (text.StartsWith(VersionPrefix, StringComparison.Ordinal)) return await VersionAsync(text[VersionPrefix.Length..], service, now, cancel);
        string[] ends = text.Split('~');
        if (ends.Length == 2 && TimeRangeText.TryParse(ends[0], ends[1], time.GetUtcNow(), out var range, out string problem)) return (new Period(range), null, null);
        return (default, null, new Refused(ApiRefusal.NoSuchSide, $"'{text}' is no run, version or range; write the number of a run, last, previous, best, version:NAME, or two moments such as 2026-11-22T15:00:00Z~2026-11-22T15:10:00Z."));
    }

    /// <summary>The time of a run.</summary>
    public static Period PeriodOf(Run run, long nowMicros) => new(new TimeRange(run.FromMicros, run.EndAt(nowMicros)));

    private async Task<(Period Period, Run? Run, Refused? Problem)> VersionAsync(string version, string? service, long now, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(service)) return (default, null, new Refused(ApiRefusal.SideWithoutService, $"'{VersionPrefix}{version}' needs 'service', whose version it is."));
        var week = new TimeRange(now - Week, now + 1);
        var starts = await questions.VersionStartsAsync(service, week, cancel);
        if (starts.FirstOrDefault(one => one.Version == version) is not { Version: not null } start) return (default, null, new Refused(ApiRefusal.NoSuchVersion, $"{service} has not run version '{version}' within the last week."));
        long last = await questions.LastSeenAsync(service, version, week, cancel) ?? start.AtMicros;
        return (new Period(new TimeRange(start.AtMicros, last + 1), Where: Filter.Is(Fields.ServiceVersion, version)), null, null);
    }
}
