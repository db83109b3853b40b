using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Ready;

/// <summary>Keeps answers ready that cost much: whoever asks again gets what is there, and what people look at is asked anew in the background. Thread-safe.</summary>
/// <remarks>
/// An answer about a range that ends now is given for <see cref="Fresh"/>. One about a range of its own is given as long as the range holds as many events
/// as it did: counting them costs next to nothing. Questions with a condition are asked each time, because nobody can tell whether two conditions are the same.
/// </remarks>
/// <param name="store">Where the events are.</param>
/// <param name="time">What tells how old an answer is.</param>
/// <param name="rules">Reads the text of the route rules: with other rules, answers are others.</param>
internal sealed class ReadyAnswers(IEventStore store, TimeProvider time, Func<CancellationToken, ValueTask<string>> rules)
{
    /// <summary>What is new is seen after so long at the latest.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private const int MostKept = 64;

    // Panels of one page ask at the same time; they need not even count.
    private static readonly TimeSpan s_sameMoment = TimeSpan.FromMilliseconds(500);

    // While somebody looks, answers are asked for so early that the next one is there before this one is too old.
    private static readonly TimeSpan s_early = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_watchedFor = TimeSpan.FromMinutes(1);

    // Looking after answers takes at most a quarter of a core while somebody looks, and a thirtieth while nobody does.
    private const int RestWhileWatched = 4, RestAlone = 30;

    // Whoever comes back within a day finds an answer that is half a minute old at the most, and a newer one a moment later. Where nobody ever looks, nothing is asked.
    private static readonly TimeSpan s_alone = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_keptFor = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_forgetAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<AnswerKey, ReadyAnswer> _answers = [];

    /// <summary>While more events than these come in each second, processor and memory are theirs: what nobody looks at waits.</summary>
    public double BusyPerSecond { get; init; } = 20_000;

    private long NowMicros => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>An answer: the one that is ready, or a new one.</summary>
    /// <param name="question">Which question, with everything that it is asked besides the period.</param>
    /// <param name="period">When and where.</param>
    /// <param name="ask">Asks the store. It goes on when the one who asked first leaves, since others may wait for it.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<T> GetAsync<T>(string question, Period period, Func<Period, Task<T>> ask, CancellationToken cancel)
        where T : class
    {
        if (period.Where is not null) return await ask(period);
        var key = AnswerKey.Of(question, period, NowMicros);
        var entry = Find(key, async asked => await ask(asked));
        if (await TryUseAsync(key, entry, period, cancel) is T ready) return ready;
        return (T)await Start(entry, period).WaitAsync(cancel);
    }

    /// <summary>Keeps an answer about the newest stretch of time ready for a day after somebody looked at it.</summary>
    public void Keep<T>(string question, TimeSpan length, Func<Period, Task<T>> ask)
        where T : class =>
        Find(new AnswerKey(question, null, length.Ticks / TimeSpan.TicksPerMicrosecond, 0, true), async asked => await ask(asked), isWanted: false).IsKept = true;

    /// <summary>Asks anew what people look at, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        while (await timer.WaitForNextTickAsync(cancel)) await RefreshAsync(cancel);
    }

    /// <summary>Asks anew what is due. One after the other: people's own questions go first.</summary>
    internal async Task RefreshAsync(CancellationToken cancel)
    {
        foreach (var (key, entry) in Due())
        {
            try
            {
                await RefreshAsync(key, entry, cancel);
            }
            catch (Exception) when (!cancel.IsCancellationRequested)
            {
                // Whoever asks next is told what is wrong.
            }
        }
    }

    private ReadyAnswer Find(AnswerKey key, Func<Period, Task<object>> ask, bool isWanted = true)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue(key, out var entry))
            {
                if (_answers.Count >= MostKept && _answers.Where(static pair => !pair.Value.IsKept).OrderBy(static pair => pair.Value.WantedAt ?? long.MinValue).FirstOrDefault() is { Key: { } oldest }) _answers.Remove(oldest);
                _answers.Add(key, entry = new ReadyAnswer(ask));
            }
            if (isWanted) entry.WantedAt = time.GetTimestamp();
            return entry;
        }
    }

    /// <returns><see langword="null"/> when there is no answer, or none that is true any more.</returns>
    private async ValueTask<object?> TryUseAsync(AnswerKey key, ReadyAnswer entry, Period period, CancellationToken cancel)
    {
        object? value;
        long since, count;
        string answered;
        lock (_lock) (value, since, count, answered) = (entry.Value, entry.Since, entry.EventCount, entry.Rules);
        if (value is null || answered != await rules(cancel)) return null;
        if (time.GetElapsedTime(since) <= (key.IsMoving ? Fresh : s_sameMoment)) return value;
        return !key.IsMoving && await CountAsync(period.Time, cancel) == count ? value : null;
    }

    private Task<object> Start(ReadyAnswer entry, Period period)
    {
        lock (_lock) return entry.Running ??= Task.Run(() => AskAsync(entry, period));
    }

    private async Task<object> AskAsync(ReadyAnswer entry, Period period)
    {
        try
        {
            long begun = time.GetTimestamp();
            long count = await CountAsync(period.Time, CancellationToken.None);
            string answered = await rules(CancellationToken.None);
            object value = await entry.Ask(period);
            lock (_lock)
            {
                (entry.Value, entry.Since, entry.AskedSince) = (value, begun, begun);
                (entry.Cost, entry.EventCount, entry.Rules) = (time.GetElapsedTime(begun), count, answered);
                entry.Count(count, begun, time);
            }
            return value;
        }
        finally
        {
            lock (_lock) entry.Running = null;
        }
    }

    private List<KeyValuePair<AnswerKey, ReadyAnswer>> Due()
    {
        lock (_lock)
        {
            foreach (var (key, _) in _answers.Where(pair => !pair.Value.IsKept && WantedSince(pair.Value) > s_forgetAfter).ToArray()) _answers.Remove(key);
            return [.. _answers.Where(pair => pair.Key.IsMoving && pair.Value.Running is null && IsDue(pair.Value))];
        }
    }

    private TimeSpan WantedSince(ReadyAnswer entry) => entry.WantedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;

    private bool IsWatched(ReadyAnswer entry) => WantedSince(entry) <= s_watchedFor;

    private bool IsDue(ReadyAnswer entry)
    {
        if (entry.Value is null) return false;
        if (!IsWatched(entry)) return entry.IsKept && WantedSince(entry) <= s_keptFor && HasRested(entry, RestAlone, s_alone);
        return HasRested(entry, RestWhileWatched, s_early);
    }

    private bool HasRested(ReadyAnswer entry, int times, TimeSpan atLeast)
    {
        var rest = entry.Cost * times;
        return time.GetElapsedTime(entry.Since) >= (rest > atLeast ? rest : atLeast);
    }

    private async Task RefreshAsync(AnswerKey key, ReadyAnswer entry, CancellationToken cancel)
    {
        var period = key.PeriodAt(NowMicros);
        long checkedAt = time.GetTimestamp();
        long count = await CountAsync(period.Time, cancel);
        double perSecond = entry.Count(count, checkedAt, time);
        if (entry.Value is not null && count == entry.EventCount && time.GetElapsedTime(entry.AskedSince) < s_watchedFor)
        {
            // Nothing came and nothing left: what was true still is.
            lock (_lock) entry.Since = checkedAt;
            return;
        }
        if (perSecond > BusyPerSecond && !IsWatched(entry)) return;
        await Start(entry, period).WaitAsync(cancel);
    }

    /// <summary>Events of a time.</summary>
    public async Task<long> CountAsync(TimeRange range, CancellationToken cancel)
    {
        var table = await store.QueryAsync(new GroupQuery { Time = range, Measures = [new Measure.Count()] }, cancel);
        return (long)table.Groups[0].Number(0);
    }
}
