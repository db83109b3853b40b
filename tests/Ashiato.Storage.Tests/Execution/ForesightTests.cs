using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Execution;

/// <summary>Row groups that cannot have anything for a query are told by what is in memory: nothing of them is read, however many there are.</summary>
public sealed class ForesightTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly TimeRange s_other = new(5_000, 6_000);

    /// <summary>A row group on a disk that must not be touched.</summary>
    private sealed class Untouchable : RowGroup
    {
        public override int RowCount => 100;

        public override TimeRange Time => new(1_000, 2_000);

        public override IEnumerable<Field> Fields => throw new InvalidOperationException("The fields of a row group were looked up.");

        public override long Sequence => 1;

        public override Column? Read(Field field) => throw new InvalidOperationException($"Field '{field}' was read.");

        public override bool MayHaveTrace(EventId traceId) => false;
    }

    [Fact]
    public async Task Row_groups_of_another_time_are_left_alone()
    {
        var filter = new Filter.All([
            new Filter.TextLike(Fields.SpanDbStatement, "*orders*"), Filter.Is(Fields.ServiceName, "shop"), Filter.Is(Fields.NumericLabel("item"), 1), new Filter.Exists(Fields.SpanName)]);

        var groups = await QueryExecutor.GroupsAsync([new Untouchable()], new GroupQuery { Time = s_other, Filter = filter, Measures = [new Measure.Count()] }, QueryLimits.Default, Cancel);
        var rows = await QueryExecutor.RowsAsync([new Untouchable()], new RowQuery { Time = s_other, Filter = filter }, QueryLimits.Default, Cancel);

        Assert.Equal(0, groups.EventCount);
        Assert.Equal(0, rows.Rows.RowCount);
    }

    [Fact]
    public async Task Row_groups_without_a_trace_are_left_alone()
    {
        var filter = Filter.Is(Fields.TraceId, "0af7651916cd43dd8448eb211c80319c");

        var rows = await QueryExecutor.RowsAsync([new Untouchable()], new RowQuery { Filter = filter }, QueryLimits.Default, Cancel);

        Assert.Equal(0, rows.Rows.RowCount);
    }
}
