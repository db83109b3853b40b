using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Execution;

public sealed class WorkersTests
{
    private static readonly QueryLimits s_oneThread = QueryLimits.Default with { Threads = 1 };
    private static readonly QueryLimits s_threeThreads = QueryLimits.Default with { Threads = 3, RowsAThread = 1 };
    private static readonly GroupQuery s_count = new() { Filter = new Filter.Exists(Fields.ServiceName), Measures = [new Measure.Count()] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_question_called_off_ends_within_the_row_group_that_each_thread_looks_at(int threads)
    {
        using var cancel = new CancellationTokenSource();
        int read = 0;
        RowGroup[] groups = [.. Enumerable.Range(0, 50).Select(_ => new ObservedRowGroup(() =>
        {
            // Nobody is done with the first row group before all threads have heard of the end.
            lock (cancel)
            {
                read++;
                cancel.Cancel();
            }
        }))];
        var limits = threads == 1 ? s_oneThread : s_threeThreads;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await QueryExecutor.GroupsAsync(groups, s_count, limits, cancel.Token));
        Assert.InRange(read, 1, threads);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await QueryExecutor.RowsAsync(groups, new RowQuery { Filter = s_count.Filter }, limits, cancel.Token));
        Assert.InRange(read, 1, threads);
    }

    [Fact]
    public async Task What_goes_wrong_on_another_thread_is_what_the_caller_hears_of()
    {
        RowGroup[] groups = [.. Enumerable.Range(0, 9).Select(static i => new ObservedRowGroup(() =>
        {
            if (i == 4) throw new IOException("The disk is gone.");
        }))];

        var wrong = await Assert.ThrowsAsync<IOException>(async () => await QueryExecutor.GroupsAsync(groups, s_count, s_threeThreads, Cancel));

        Assert.Equal("The disk is gone.", wrong.Message);
    }

    [Fact]
    public async Task Several_threads_find_what_one_does()
    {
        RowGroup[] groups = [.. Enumerable.Range(0, 7).Select(static i => new MemoryRowGroup(Sample.Batch(Sample.Transactions(40, from: i * 31)), i))];
        var query = new GroupQuery
        {
            Keys = [new GroupKey.Value(Fields.TransactionName), new GroupKey.Time(7 * Sample.Second)],
            Measures = [new Measure.Count(), new Measure.Average(Fields.TransactionDurationUs), new Measure.Percentiles(Fields.TransactionDurationUs, [50]), new Measure.Latest(Fields.ServiceName)],
            Limit = GroupQuery.MaxLimit,
        };

        var one = await QueryExecutor.GroupsAsync(groups, query, s_oneThread, Cancel);
        var three = await QueryExecutor.GroupsAsync(groups, query, s_threeThreads, Cancel);

        SameAnswers.Require(one, three);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Percentiles_are_right_of_groups_with_few_values_and_with_many(int threads)
    {
        // Around as many values as a group keeps one by one, and some times as many; each group in every row group.
        int[] sizes = [1, 20, 21, 22, 63, 64, 65, 128, 129, 400];
        RowGroup[] groups = [.. Enumerable.Range(0, 3).Select(part => new MemoryRowGroup(Sample.Batch([.. sizes.SelectMany(size =>
            Sample.Transactions(size).Where((_, i) => i % 3 == part).Select(one => one with { Name = $"of {size}" }))]), part))];
        var query = new GroupQuery
        {
            Keys = [new GroupKey.Value(Fields.TransactionName)],
            Measures = [new Measure.Percentiles(Fields.TransactionDurationUs, [50, 100])],
        };

        var table = await QueryExecutor.GroupsAsync(groups, query, threads == 1 ? s_oneThread : s_threeThreads, Cancel);

        Assert.Equal(sizes.Length, table.Groups.Count);
        foreach (int size in sizes)
        {
            var numbers = table.Groups.Single(group => group.Keys[0] is string name && name == $"of {size}").Numbers[0];
            Assert.InRange(numbers[0]!.Value, 990 * ((size + 1) / 2), 1_010 * ((size + 1) / 2));
            Assert.Equal(1_000 * size, numbers[1]);
        }
    }

    [Fact]
    public async Task A_question_that_needs_too_much_memory_is_refused_with_what_to_narrow()
    {
        RowGroup[] groups = [new MemoryRowGroup(Sample.Batch(Sample.Transactions(2_000)), 0)];
        var limits = s_oneThread with { MaxBytes = 64 << 10 };

        var ofGroups = await Assert.ThrowsAsync<QueryException>(async () => await QueryExecutor.GroupsAsync(
            groups, new GroupQuery { Keys = [new GroupKey.Value(Fields.TransactionName)], Measures = [new Measure.Count()] }, limits, Cancel));
        var ofRows = await Assert.ThrowsAsync<QueryException>(async () => await QueryExecutor.RowsAsync(groups, new RowQuery { Limit = 2_000 }, limits, Cancel));
        var few = await QueryExecutor.RowsAsync(groups, new RowQuery { Limit = 20 }, limits, Cancel);

        Assert.Contains("narrower filter", ofGroups.Message, StringComparison.Ordinal);
        Assert.Contains("narrower filter", ofRows.Message, StringComparison.Ordinal);
        Assert.Equal(20, few.Rows.RowCount);
    }

    /// <summary>One event of a service; tells when it is read.</summary>
    private sealed class ObservedRowGroup(Action read) : RowGroup
    {
        private readonly MemoryRowGroup _rows = new(Sample.Batch(Sample.Transaction), 0);

        public override int RowCount => _rows.RowCount;

        public override TimeRange Time => _rows.Time;

        public override IEnumerable<Field> Fields => _rows.Fields;

        public override long Sequence => 0;

        public override Column? Read(Field field)
        {
            read();
            return _rows.Read(field);
        }
    }
}
