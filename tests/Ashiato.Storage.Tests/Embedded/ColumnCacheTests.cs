using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class ColumnCacheTests
{
    private const int Rows = 4_096;

    [Fact]
    public void What_was_used_a_moment_ago_is_not_pushed_out_by_what_is_new()
    {
        var cache = new ColumnCache(40_000) { Grace = TimeSpan.FromHours(1) };
        cache.Add(Column(0), ColumnOf(Rows), 32_000);

        cache.Add(Column(1), ColumnOf(Rows), 32_000);

        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));
        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(1), out _));
    }

    [Fact]
    public void What_is_wanted_again_pushes_out_what_was_not_wanted_meanwhile()
    {
        var cache = new ColumnCache(80_000) { Grace = TimeSpan.FromHours(1) };
        cache.Add(Column(0), ColumnOf(Rows), 32_000);
        cache.Add(Column(1), ColumnOf(Rows), 32_000);
        Pause();

        cache.Add(Column(2), ColumnOf(Rows), 32_000);
        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(2), out _));
        Pause();
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));

        cache.Add(Column(2), ColumnOf(Rows), 32_000);
        Assert.Equal([true, false, true], [.. Enumerable.Range(0, 3).Select(group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _))]);
    }

    [Fact]
    public void A_question_that_looks_at_more_than_fits_finds_the_same_part_in_memory_each_time()
    {
        var cache = new ColumnCache(80_000) { Grace = TimeSpan.FromHours(1) };
        for (int time = 0; time < 4; time++)
        {
            bool[] found = [.. Enumerable.Range(0, 5).Select(group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _) || Add(group))];
            if (time > 0) Assert.Equal([true, true, false, false, false], found);
            Pause();
        }

        bool Add(int group)
        {
            cache.Add(Column(group), ColumnOf(Rows), 32_000);
            return false;
        }
    }

    [Fact]
    public void What_was_refused_is_remembered_within_its_time_and_its_bound()
    {
        var refused = new RefusedParts(most: 2);

        refused.Add(Column(0), now: 100);
        Assert.Equal(100, refused.Since(Column(0), now: 150, withinMillis: 50));
        Assert.Null(refused.Since(Column(0), now: 151, withinMillis: 50));
        refused.Add(Column(0), now: 151);
        refused.Add(Column(1), now: 152);
        refused.Add(Column(2), now: 153);
        // It was the first that came, and had to make room for the third.
        Assert.Equal([false, true, true], [.. Enumerable.Range(0, 3).Select(group => refused.Since(Column(group), now: 154, withinMillis: 50) is not null)]);

        refused.Forget(before: 153);
        Assert.Equal([false, false, true], [.. Enumerable.Range(0, 3).Select(group => refused.Since(Column(group), now: 154, withinMillis: 50) is not null)]);
    }

    [Fact]
    public void Without_a_grace_the_longest_unused_goes()
    {
        var cache = new ColumnCache(80_000);
        for (int group = 0; group < 2; group++) cache.Add(Column(group), ColumnOf(Rows), 32_000);
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));

        cache.Add(Column(2), ColumnOf(Rows), 32_000);

        Assert.Equal([true, false, true], [.. Enumerable.Range(0, 3).Select(group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _))]);
    }

    [Fact]
    public void Answers_of_conditions_make_room_for_themselves_among_columns()
    {
        var cache = new ColumnCache(40_000) { Grace = TimeSpan.FromHours(1) };
        cache.Add(Column(0), ColumnOf(Rows), 34_500);
        var key = new ColumnCache.Key(1, 0, "a condition");

        cache.Add(key, RowSet.All(Rows), 600);
        cache.Add(Column(1), ColumnOf(Rows), 34_700);

        Assert.True(cache.TryGet<RowSet>(key, out _));
        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));
        Assert.InRange(cache.Bytes, 600, 40_000);
    }

    [Fact]
    public void Summaries_may_take_all_of_the_room_and_make_it_for_themselves_among_columns()
    {
        var cache = new ColumnCache(80_000) { Grace = TimeSpan.FromHours(1) };
        cache.Add(Column(0), ColumnOf(Rows), 60_000);
        ColumnCache.Key[] keys = [.. Enumerable.Range(0, 6).Select(static part => new ColumnCache.Key(1, part, typeof(SummaryTable)))];

        foreach (var key in keys) cache.Add(key, Empty(), 10_000);

        Assert.All(keys, key => Assert.True(cache.TryGet<SummaryTable>(key, out _)));
        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));
    }

    [Fact]
    public void What_segments_share_finds_room_and_pushes_out_its_own_kind_before_it_takes_more_than_its_part()
    {
        var cache = new ColumnCache(80_000) { Grace = TimeSpan.FromHours(1) };
        var summary = new ColumnCache.Key(1, 0, typeof(SummaryTable));
        cache.Add(summary, Empty(), 39_000);

        for (long segment = 1; segment <= 6; segment++) cache.Add(Shared(segment), "a dictionary", 9_000);

        Assert.True(cache.TryGet<SummaryTable>(summary, out _));
        Assert.Equal([4, 5, 6], Enumerable.Range(1, 6).Where(segment => cache.TryGet<string>(Shared(segment), out _)));
        // One that is larger than its part is needed all the same, as long as it fits at all.
        cache.Add(Shared(7), "a large one", 60_000);
        Assert.True(cache.TryGet<string>(Shared(7), out _));
        Assert.InRange(cache.Bytes, 60_000, 80_000);

        static ColumnCache.Key Shared(long segment) => new(segment, ColumnCache.NoGroup, Fields.SpanName);
    }

    [Fact]
    public void What_passes_goes_first_until_somebody_uses_it()
    {
        var cache = new ColumnCache(80_000) { Grace = TimeSpan.FromHours(1) };
        cache.Add(Column(0), ColumnOf(Rows), 32_000);
        cache.Add(Column(1), ColumnOf(Rows), 32_000, isPassing: true);

        cache.Add(Column(2), ColumnOf(Rows), 32_000);
        Assert.Equal([true, false, true], [.. Enumerable.Range(0, 3).Select(group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _))]);

        cache.Drop(1);
        cache.Add(Column(1), ColumnOf(Rows), 32_000, isPassing: true);
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(1), out _));
        for (int group = 2; group < 4; group++) cache.Add(Column(group), ColumnOf(Rows), 32_000);
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(1), out _));
    }

    [Fact]
    public void What_passes_and_is_wanted_again_stays_while_what_was_not_wanted_meanwhile_goes()
    {
        var cache = new ColumnCache(112_000) { Grace = TimeSpan.FromHours(1) };
        for (int group = 0; group < 2; group++) cache.Add(Column(group), ColumnOf(Rows), 32_000);
        Pause();
        for (int time = 0; time < 3; time++)
        {
            for (int group = 2; group < 4; group++)
                if (!cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _)) cache.Add(Column(group), ColumnOf(Rows), 32_000, isPassing: true);
            Pause();
        }

        Assert.Equal([true, true], [.. Enumerable.Range(2, 2).Select(group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _))]);
        Assert.Single(Enumerable.Range(0, 2), group => cache.TryGet<SegmentRowGroup.StoredColumn>(Column(group), out _));
    }

    [Fact]
    public void What_nobody_used_for_long_is_forgotten()
    {
        var cache = new ColumnCache(1 << 20);
        cache.Add(Column(0), ColumnOf(Rows), 1_000);
        cache.Add(new ColumnCache.Key(1, 0, "a condition"), RowSet.All(Rows), 600);
        long held = cache.Bytes;

        Assert.Equal(0, cache.DropUnused(TimeSpan.FromHours(1)));
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));

        Assert.Equal(held, cache.DropUnused(TimeSpan.Zero));
        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void Nothing_of_a_segment_stays_when_it_goes()
    {
        var cache = new ColumnCache(1 << 20);
        cache.Add(Column(0), ColumnOf(Rows), 1_000);
        cache.Add(new ColumnCache.Key(2, 0, Fields.SpanName), ColumnOf(Rows), 1_000);

        cache.Drop(1);

        Assert.False(cache.TryGet<SegmentRowGroup.StoredColumn>(Column(0), out _));
        Assert.True(cache.TryGet<SegmentRowGroup.StoredColumn>(new ColumnCache.Key(2, 0, Fields.SpanName), out _));
    }

    [Fact]
    public void A_place_that_is_remembered_has_nothing_once_its_value_is_forgotten_and_is_found_anew()
    {
        var cache = new ColumnCache(80_000);
        var places = new ColumnCache.Entry?[2];
        Assert.Null(cache.Find(Column(0), places));
        var first = ColumnOf(Rows);
        cache.Add(Column(0), first, 32_000);
        Assert.Same(first, cache.Find(Column(0), places));
        var place = places[0]!;

        // Found by its place it counts as used, too.
        cache.Add(Column(1), ColumnOf(Rows), 32_000);
        Assert.Same(first, cache.Find(Column(0), places));
        cache.Add(Column(2), ColumnOf(Rows), 32_000);
        Assert.Same(first, cache.Find(Column(0), places));

        cache.Drop(1);
        Assert.Null(place.Value);
        Assert.Null(cache.Find(Column(0), places));
        var second = ColumnOf(Rows);
        cache.Add(Column(0), second, 32_000);
        Assert.Same(second, cache.Find(Column(0), places));
        cache.Clear();
        Assert.Null(cache.Find(Column(0), places));
    }

    [Fact]
    public void Parts_that_share_a_place_are_told_apart()
    {
        var cache = new ColumnCache(80_000);
        var places = new ColumnCache.Entry?[2];
        var columns = new[] { Fields.SpanName, Fields.SpanType, Fields.SpanAction }.ToDictionary(static field => new ColumnCache.Key(1, 0, field), static _ => ColumnOf(Rows));
        foreach (var (key, column) in columns) cache.Add(key, column, 1_000);

        for (int time = 0; time < 2; time++)
            foreach (var (key, column) in columns) Assert.Same(column, cache.Find(key, places));
    }

    // Longer than the clock that entries carry takes for its next step.
    private static void Pause() => Thread.Sleep(40);

    private static ColumnCache.Key Column(int group) => new(1, group, Fields.SpanName);

    private static SegmentRowGroup.StoredColumn ColumnOf(int rows) => new(new Int64Column(Fields.SpanDurationUs, new long[rows], default, isDense: true), null);

    private static SummaryTable Empty() => new()
    {
        View = SummaryView.All[0],
        LevelMicros = SummaryView.Levels[0],
        Time = default,
        Starts = null,
        Keys = [],
        Counts = [],
        Last = [],
        Values = [],
        Sums = [],
        Least = [],
        Greatest = [],
        BucketEnds = [],
        Buckets = [],
        BucketCounts = [],
    };
}
