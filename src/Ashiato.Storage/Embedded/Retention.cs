using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>Removes what is too old or too much. Used by one thread at a time.</summary>
/// <remarks>
/// A segment goes as a whole once all of its kinds of events are old; where some kinds are kept for longer, or are less than they may be, it is written again without the others.
/// Its summary stays for as long as summaries are kept. The rows of pinned traces move to a segment of their own, which has no age.
/// </remarks>
internal sealed partial class Retention(
    EmbeddedStoreOptions options, LiveRows rows, SegmentExchange exchange, SegmentSummaries summaries, PinList pins, AgeClock clock, ILogger<EmbeddedEventStore> logger)
{
    // Of the room for everything, what outlives events takes at most a quarter: it must not push out the events of today.
    private const int OutlivingShare = 4;

    // What was trimmed before: looking again would only show that there is nothing left to remove.
    private readonly Dictionary<string, string> _trimmed = [];
    private readonly KindSizes _sizes = new(options.MaxBytesOf);
    private IReadOnlyList<string>? _pinsBefore;
    private DateTimeOffset _now;

    /// <summary>Removes what is to go now.</summary>
    /// <param name="mayWriteAgain">False to remove whole segments only, and no events from one that stays.</param>
    public void Run(bool mayWriteAgain = true)
    {
        if (!mayWriteAgain && pins.Ids.Count > 0) return;
        _now = clock.Now();
        // What was pinned may go now, from segments that had nothing else to remove.
        if (!ReferenceEquals(pins.Ids, _pinsBefore)) _trimmed.Clear();
        ForgetSummaries();
        var (live, aside) = rows.Segments();
        var days = live.Where(static segment => !Partitions.IsPinned(segment.Name)).ToArray();
        var old = days.Where(segment => IsOld(segment, options.LongestAge)).ToList();
        AddOldestBeyondSize(live, days, old);
        string[] gone = [.. aside.Where(segment => EndOf(segment.Name) <= Limit(options.LongestAge)).Select(static segment => segment.Name)];
        if (old.Count > 0 || gone.Length > 0) Retire(old, gone);
        if (!mayWriteAgain) return;
        var beyond = _sizes.Beyond([.. days.Except(old).OrderByDescending(EndOf)]);
        foreach (var segment in days.Except(old)) Trim(segment, beyond.GetValueOrDefault(segment.Name) ?? []);
        LetGoOfUnpinned();
    }

    private void AddOldestBeyondSize(Segment[] live, Segment[] days, List<Segment> old)
    {
        if (options.MaxBytes is not { } maxBytes) return;
        long size = live.Except(old).Sum(static segment => segment.SizeBytes) + summaries.SizeBytes;
        foreach (var segment in days.Except(old).OrderBy(EndOf).ToArray())
        {
            if (size <= maxBytes) return;
            old.Add(segment);
            size -= segment.SizeBytes + (DoesSummaryOutlive(segment) ? 0 : summaries.SizeBytesOf(segment.Name));
        }
    }

    /// <summary>Removes whole segments; pinned rows of theirs go into the segment of pinned traces.</summary>
    private void Retire(List<Segment> old, string[] gone)
    {
        var before = rows.Segments().Live.Where(static segment => Partitions.IsPinned(segment.Name)).ToArray();
        using var held = new HeldSegments([.. old, .. before]);
        var pinned = PinnedRows(old.Intersect(held.Segments));
        if (pinned.Count == 0) before = [];
        else pinned.AddRange(PinnedRows(before.Intersect(held.Segments)));
        var by = pinned.Count == 0 ? null : exchange.Write(pinned, Partitions.Pinned, replaced: []);
        exchange.Exchange([.. old, .. before], by, gone, survived: [.. old.Where(DoesSummaryOutlive)]);
        long rowCount = old.Sum(static segment => segment.RowCount) + before.Sum(static segment => segment.RowCount) - (by?.RowCount ?? 0);
        LogRemoved(logger, old.Count + gone.Length, rowCount);
    }

    private List<RowGroup> PinnedRows(IEnumerable<Segment> segments)
    {
        if (pins.Ids.Count == 0) return [];
        var filter = new FilterMatcher(IsOfPinned());
        return [.. segments.SelectMany(segment => SegmentExchange.Select(segment, filter))];
    }

    /// <summary>Writes a segment again without the kinds of events that are kept for less long than others, or are too much.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="tooMuch">Kinds that are to go from it however young they are.</param>
    private void Trim(Segment segment, List<string> tooMuch)
    {
        string[] expired = [.. options.MaxAgeOf.Where(kind => IsOld(segment, kind.Value)).Select(static kind => kind.Key).Union(tooMuch).Order(StringComparer.Ordinal)];
        bool areOthers = IsOld(segment, options.MaxAge);
        if (expired.Length == 0 && !areOthers) return;
        string what = $"{areOthers} {string.Join(' ', expired)}";
        if (_trimmed.GetValueOrDefault(segment.Name) == what) return;

        Filter gone = areOthers
            ? new Filter.Not(new Filter.TextIn(Fields.ProcessorEvent, [.. options.MaxAgeOf.Keys.Except(expired)]))
            : new Filter.TextIn(Fields.ProcessorEvent, expired);
        if (pins.Ids.Count > 0) gone = gone.And(new Filter.Not(IsOfPinned()));
        long rowCount = exchange.RemoveRows(segment, new FilterMatcher(gone), untold: null);
        if (rowCount == 0) _trimmed[segment.Name] = what;
        else LogTrimmed(logger, segment.Name, rowCount);
        ForgetTrimmed();
    }

    private void ForgetTrimmed()
    {
        HashSet<string> live = [.. rows.Segments().Live.Select(static segment => segment.Name)];
        foreach (string name in _trimmed.Keys.Where(name => !live.Contains(name)).ToArray()) _trimmed.Remove(name);
    }

    private void LetGoOfUnpinned()
    {
        var ids = pins.Ids;
        if (ReferenceEquals(ids, _pinsBefore)) return;
        var unpinned = ids.Count == 0 ? Filter.Everything : new Filter.Not(IsOfPinned());
        var gone = new FilterMatcher(unpinned);
        foreach (var segment in rows.Segments().Live.Where(static segment => Partitions.IsPinned(segment.Name)))
            exchange.RemoveRows(segment, gone, unpinned);
        // Last, so that a failure is tried again.
        _pinsBefore = ids;
    }

    /// <summary>True for a segment whose summary stays when its events go.</summary>
    private bool DoesSummaryOutlive(Segment segment) => options.SummaryAge is { } age && EndOf(segment) > Limit(age);

    private void ForgetSummaries()
    {
        long limit = Limit(options.SummaryAge ?? TimeSpan.Zero);
        long room = options.MaxBytes / OutlivingShare ?? long.MaxValue;
        var gone = new List<string>();
        foreach (string name in summaries.Outliving.OrderByDescending(EndOf).ThenByDescending(StoredSummary.NumberOf).ToArray())
        {
            room -= summaries.SizeBytesOf(name);
            if (room < 0 || EndOf(name) <= limit) gone.Add(name);
        }
        exchange.Forget(gone);
    }

    private Filter.TextIn IsOfPinned() => new Filter.TextIn(Fields.TraceId, pins.Ids);

    private bool IsOld(Segment segment, TimeSpan? age) => EndOf(segment) <= Limit(age);

    /// <summary>The moment that events must be after to be younger than an age.</summary>
    private long Limit(TimeSpan? age) =>
        age is { } limit ? (_now - limit - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : long.MinValue;

    // Events from the future count as of the day that they were put under; not those that only were the future of a clock that was wrong.
    private long EndOf(Segment segment)
    {
        long last = segment.Groups.Max(static group => group.Time.ToMicros);
        long end = Partitions.EndOf(segment.Name);
        if (segment.Groups.All(static group => group.Time == default)) return end;
        return last <= Limit(TimeSpan.Zero) ? last : Math.Max(Math.Min(last, end), LatestOf(segment.Groups.Select(static group => group.Time)));
    }

    /// <summary>Of what cannot be looked into, or is gone: the end of its day, or what its summary tells if that is later, as where the clock was wrong.</summary>
    private long EndOf(string segmentName) => Math.Max(Partitions.EndOf(segmentName), LatestOf(summaries.TimesOf(segmentName)));

    /// <summary>A moment at which something happened, the latest that these stretches tell of and that is none of the future.</summary>
    private long LatestOf(IEnumerable<TimeRange> stretches)
    {
        long now = Limit(TimeSpan.Zero);
        return stretches.Where(static time => time != default).SelectMany(static time => (long[])[time.FromMicros, time.ToMicros]).Where(moment => moment <= now).DefaultIfEmpty(long.MinValue).Max();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {SegmentCount} segments with {RowCount} events by age or size.")]
    private static partial void LogRemoved(ILogger logger, int segmentCount, long rowCount);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {RowCount} events of segment {Segment} by the age or size of their kind.")]
    private static partial void LogTrimmed(ILogger logger, string segment, long rowCount);
}
