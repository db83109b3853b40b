using Ashiato.Query;
using Ashiato.Query.Exploring;
using Ashiato.Query.Kql;
using Ashiato.Query.Runs;
using Ashiato.Settings.Runs;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Runs;

/// <summary>Finds the runs that a rule describes: begins those that begin, ends those that have ended.</summary>
/// <remarks>
/// What a rule finds is written where all consoles see it, under the next number; so several consoles that look at the same time find each run once. A run
/// that somebody marked or deleted is not found again: rules keep away from the time of every run that there is or was.
/// </remarks>
internal sealed class RunFinder(IQuestions questions, RunStore runs, TimeProvider time)
{
    /// <summary>Agents send what has happened after up to 10 s; before, silence may not be silence.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan s_lookBack = TimeSpan.FromDays(1);

    // More are found with the next look.
    private const int MostSteps = 200;

    private readonly Dictionary<string, long> _lookedUpTo = [];
    private readonly Dictionary<int, long> _lastSeen = [];

    private long NowMicros => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Looks once.</summary>
    public Task LookAsync(RunRule rule, CancellationToken cancel) => rule.Kind == RunRuleKind.Version ? LookForVersionsAsync(rule, cancel) : LookForTrafficAsync(rule, cancel);

    private async Task LookForTrafficAsync(RunRule rule, CancellationToken cancel)
    {
        var condition = rule.Kind == RunRuleKind.Request ? await ConditionAsync(rule, cancel) : null;
        long silence = (long)(rule.SilenceSeconds * 1_000_000), known = NowMicros - Micros(Late);
        for (int step = 0; step < MostSteps; step++)
        {
            var all = await runs.AllAsync(cancel);
            if (all.FirstOrDefault(run => run.Rule == rule.Id && run.ToMicros is null && !run.IsDeleted) is { } open)
            {
                if (!await TryEndAsync(open, rule, silence, known, cancel)) return;
                continue;
            }
            long from = _lookedUpTo.GetValueOrDefault(rule.Id, Micros(rule.Since - s_lookBack - DateTimeOffset.UnixEpoch));
            if (from >= known || await questions.FirstRequestAsync(condition, new TimeRange(from, known), cancel) is not { } start)
            {
                _lookedUpTo[rule.Id] = Math.Max(from, known);
                return;
            }
            if (await BeginAfterAsync(all, rule, start, silence, known, cancel) is not { } next) return;
            _lookedUpTo[rule.Id] = next;
        }
    }

    /// <summary>Begins a run at a request, if one begins there.</summary>
    /// <returns>Where to look on; <see langword="null"/> when that is not known yet.</returns>
    private async Task<long?> BeginAfterAsync(IReadOnlyList<Run> all, RunRule rule, long start, long silence, long known, CancellationToken cancel)
    {
        if (all.FirstOrDefault(run => run.FromMicros <= start && start < run.EndAt(NowMicros)) is { } other) return other.ToMicros;
        bool isInTheMiddle = rule.Kind == RunRuleKind.Silence && await questions.FirstRequestAsync(null, new TimeRange(start - silence, start), cancel) is not null;
        if (isInTheMiddle)
        {
            var end = await questions.TrafficEndAsync(start, silence, known, cancel);
            return end.LastMicros + 1;
        }
        await runs.AddAsync((now, number) => now.Any(run => run.FromMicros <= start && start < run.EndAt(NowMicros))
            ? null
            : new Run { Number = number, FromMicros = start, Rule = rule.Id, ChangedAt = time.GetUtcNow() }, cancel);
        return start;
    }

    private async Task<bool> TryEndAsync(Run run, RunRule rule, long silence, long known, CancellationToken cancel)
    {
        long longest = (long)(rule.LongestMinutes * 60_000_000);
        long from = Math.Max(run.FromMicros, _lastSeen.GetValueOrDefault(run.Number, run.FromMicros));
        var end = await questions.TrafficEndAsync(from, silence, Math.Max(from, Math.Min(known, run.FromMicros + longest + silence)), cancel);
        _lastSeen[run.Number] = end.LastMicros;
        bool isTooLong = end.LastMicros - run.FromMicros >= longest;
        if (!end.IsSilent && !isTooLong) return false;

        long to = isTooLong ? run.FromMicros + longest : end.LastMicros + 1;
        await EndAsync(run, rule, to, cancel);
        // What goes on after the longest run is no new one until it is silent.
        _lookedUpTo[rule.Id] = isTooLong ? (await questions.TrafficEndAsync(to, silence, known, cancel)).LastMicros + 1 : to;
        return true;
    }

    private async Task LookForVersionsAsync(RunRule rule, CancellationToken cancel)
    {
        long from = Micros(rule.Since - s_lookBack - DateTimeOffset.UnixEpoch), now = NowMicros;
        if (from >= now) return;
        foreach (var (version, at) in await questions.VersionStartsAsync(rule.Service!, new TimeRange(from, now), cancel))
        {
            var all = await runs.AllAsync(cancel);
            if (all.Any(run => run.Rule == rule.Id && run.Version == version)) continue;
            foreach (var before in all.Where(run => run.Rule == rule.Id && run.ToMicros is null && run.FromMicros < at)) await EndAsync(before, rule, at, cancel);
            await runs.AddAsync((known, number) => known.Any(run => run.Rule == rule.Id && run.Version == version)
                ? null
                : new Run { Number = number, FromMicros = at, Version = version, Rule = rule.Id, ChangedAt = time.GetUtcNow() }, cancel);
        }
    }

    private async Task EndAsync(Run run, RunRule rule, long to, CancellationToken cancel)
    {
        var range = new TimeRange(run.FromMicros, to);
        string? version = run.Version ?? await NewestAsync("service.version", range, cancel);
        double? score = rule.ScoreField is { } field && double.TryParse(await NewestAsync(field, range, cancel), System.Globalization.CultureInfo.InvariantCulture, out double read) ? read : null;
        await runs.ChangeAsync(run.Number, now => now with { ToMicros = now.ToMicros ?? to, Version = now.Version ?? version, Score = now.Score ?? score }, cancel);
        _lastSeen.Remove(run.Number);
    }

    /// <summary>The newest value of a field among the transactions of a time; <see langword="null"/> when there is none.</summary>
    private async Task<string?> NewestAsync(string field, TimeRange range, CancellationToken cancel)
    {
        try
        {
            var has = await questions.FilterAsync($"{field} : *", cancel);
            var rows = await questions.ExploreRowsAsync(EventKind.Of(Model.Fields.Events.Transaction), [field], null, true, new Period(range, Where: has), 1, null, cancel);
            return rows.Rows is [{ Values: [var value, ..] }, ..] ? value : null;
        }
        catch (Exception wrong) when (wrong is KqlException or Storage.QueryException)
        {
            // A field that no event has yet has no value.
            return null;
        }
    }

    private async Task<Filter?> ConditionAsync(RunRule rule, CancellationToken cancel) => await questions.FilterAsync(rule.Kql!, cancel);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
