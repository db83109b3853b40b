using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Small batches in memory become few row groups, while others read and add.</summary>
public sealed class MemoryTableTests
{
    private readonly MemoryTable _table = new();
    private readonly EventBatchBuilder _builder = new(keepsArrays: true);
    private long _number;

    [Fact]
    public void Many_small_batches_become_few_row_groups()
    {
        var batches = Add("s", 1_000);
        long apart = _table.EstimatedBytes;

        CombineAll();

        Assert.InRange(_table.Groups.Count, 1, 50);
        Assert.Equal(Samples.Names(batches), NamesIn(_table.Groups));
        Assert.Equal(1_000, _table.RowCount);
        Assert.InRange(_table.EstimatedBytes, 1, apart - 1);
    }

    [Fact]
    public void Who_has_the_row_groups_keeps_them_while_others_are_put_together()
    {
        var batches = Add("s", 16);
        var before = _table.Groups;

        CombineAll();

        Assert.Single(_table.Groups);
        Assert.Equal(16, before.Count);
        Assert.Equal(Samples.Names(batches), NamesIn(before));
    }

    [Fact]
    public async Task Nothing_is_lost_or_twice_when_batches_come_while_others_are_put_together()
    {
        var added = Task.Run(() => Enumerable.Range(0, 2_000).SelectMany(i => Add($"s{i}-", 1)).ToArray(), TestContext.Current.CancellationToken);
        while (!added.IsCompleted) CombineAll();
        CombineAll();

        Assert.Equal(Samples.Names(await added), NamesIn(_table.Groups));
        Assert.InRange(_table.Groups.Count, 1, 50);
    }

    [Fact]
    public void A_sealed_table_stays_as_it_is()
    {
        Add("s", 16);
        _table.Seal(7);

        Assert.False(_table.TryCombine(NextNumber, _builder));

        Assert.Equal(16, _table.Groups.Count);
        Assert.Equal(7, _table.LogEnd);
    }

    private EventBatch[] Add(string name, int count)
    {
        EventBatch[] batches = [.. Enumerable.Range(0, count).Select(i => Samples.Batch($"{name}{i}"))];
        _table.Add(batches, Samples.Now, NextNumber);
        return batches;
    }

    private void CombineAll()
    {
        while (_table.TryCombine(NextNumber, _builder))
        {
            // As the writer of the store has it done.
        }
    }

    private long NextNumber() => Interlocked.Increment(ref _number);

    private static string[] NamesIn(IEnumerable<RowGroup> groups) => Samples.Names(groups.Cast<MemoryRowGroup>().Select(group => group.Batch));
}
