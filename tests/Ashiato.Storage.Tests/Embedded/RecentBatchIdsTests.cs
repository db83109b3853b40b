using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>The batches that a store knows again.</summary>
public sealed class RecentBatchIdsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void The_newest_are_known_and_those_before_are_not(int capacity)
    {
        var recent = new RecentBatchIds(capacity);
        BatchId[] all = [.. Enumerable.Range(0, 3 * capacity).Select(_ => BatchId.New())];
        for (int count = 1; count <= all.Length; count++)
        {
            recent.Add(all[count - 1]);
            var kept = all[Math.Max(0, count - capacity)..count];
            if (count % Math.Max(1, capacity / 5) == 0) Assert.Equal(kept, recent);
            Assert.True(recent.Contains(kept[0]));
            Assert.True(recent.Contains(kept[^1]));
            if (count > capacity) Assert.False(recent.Contains(all[count - capacity - 1]));
        }
        Assert.Equal(all[^capacity..], recent);
        Assert.All(all[^capacity..], id => Assert.True(recent.Contains(id)));
        Assert.All(all[..^capacity], id => Assert.False(recent.Contains(id)));
    }

    [Fact]
    public void Parts_of_one_batch_are_known_each()
    {
        // They differ in four bytes only.
        var whole = BatchId.New();
        var recent = new RecentBatchIds(10_000);
        for (int part = 0; part < 20_000; part++) recent.Add(whole.Part(part));
        Assert.All(Enumerable.Range(0, 20_000), part => Assert.Equal(part >= 10_000, recent.Contains(whole.Part(part))));
    }

    [Fact]
    public void An_id_that_is_added_again_stays_where_it_was()
    {
        var recent = new RecentBatchIds(2);
        BatchId first = BatchId.New(), second = BatchId.New(), third = BatchId.New();
        recent.Add(first);
        recent.Add(second);
        recent.Add(first);
        recent.Add(third);
        Assert.Equal([second, third], recent);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 5)]
    [InlineData(9, 20)]
    [InlineData(25, 4)]
    public void What_is_added_later_is_what_is_added_at_once(int before, int later)
    {
        RecentBatchIds atOnce = new(10), put = new(10);
        BatchId[] all = [.. Enumerable.Range(0, before + later).Select(_ => BatchId.New())];
        foreach (var id in all) atOnce.Add(id);
        foreach (var id in all[..before]) put.Add(id);
        put.AddLater(all[before..^1]);
        put.AddLater(all[^1..]);

        Assert.Equal(all.Select(atOnce.Contains), all.Select(put.Contains));
        Assert.Equal(atOnce.Count, put.Count);
        Assert.Equal(atOnce, put);
    }

    [Fact]
    public void The_empty_id_names_no_batch()
    {
        var recent = new RecentBatchIds(2) { default(BatchId) };
        Assert.Empty(recent);
        Assert.False(recent.Contains(default));
    }
}
