using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>The moment from which ages are counted. A clock that leaps ahead is not believed at once: what is removed does not come back. Used by one thread at a time.</summary>
internal sealed class AgeClock
{
    /// <summary>Clocks drift by less, and are set by more.</summary>
    private static readonly TimeSpan s_leap = TimeSpan.FromHours(1);

    // Time for whoever set the clock to see it, and for NTP to set it back. A machine that slept only waits a little longer.
    private static readonly TimeSpan s_doubt = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Problems _problems;
    private DateTimeOffset _believed;
    private long _believedAt;
    private long? _doubtedSince;
    private bool _hasBeenBelieved;

    /// <param name="time">The machine's clock.</param>
    /// <param name="problems">Told of a leap.</param>
    public AgeClock(TimeProvider time, Problems problems)
    {
        (_time, _problems) = (time, problems);
        (_believed, _believedAt) = (time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>Judges what the clock said at first, before anything else is asked of it: when it was more than a day ahead of the newest event, it may have leapt while nobody looked.</summary>
    /// <param name="known">When the events happened that were there by then.</param>
    public void Judge(IEnumerable<TimeRange> known)
    {
        if (NewestBefore(_believed, known) is { } newest && _believed - newest > TimeSpan.FromDays(1)) _believed = newest;
    }

    /// <summary>The moment by which events are of age.</summary>
    public DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        var expected = _believed + _time.GetElapsedTime(_believedAt);
        if (now - expected > s_leap && !HasLasted())
        {
            // That a program was not running for some days is nothing to tell people about.
            if (_hasBeenBelieved) _problems.Report(Problems.Subject.Clock, $"The clock of this machine leapt ahead to {now.UtcDateTime:u}. Nothing is removed by age as of then until it has kept that for an hour; set it if it is wrong.");
            return expected;
        }
        (_believed, _believedAt, _doubtedSince) = (now, _time.GetTimestamp(), null);
        _hasBeenBelieved = true;
        _problems.Clear(Problems.Subject.Clock);
        return now;
    }

    // Those of the future tell nothing.
    private static DateTimeOffset? NewestBefore(DateTimeOffset now, IEnumerable<TimeRange> known)
    {
        long limit = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        long newest = known.Select(static time => time.ToMicros).Where(last => last > 0 && last <= limit).DefaultIfEmpty(0).Max();
        return newest == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(newest * TimeSpan.TicksPerMicrosecond);
    }

    private bool HasLasted()
    {
        _doubtedSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_doubtedSince.Value) >= s_doubt;
    }
}
