using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Tests.Execution;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Segments remember which rows conditions are true of. The answers are those of events that nobody has asked about before.</summary>
public sealed class RememberedAnswersTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Any_filters_asked_in_any_order_find_what_a_naive_search_finds()
    {
        var events = RandomQueries.Batches.Where(static batches => batches.Sum(static batch => batch.Length) is > 100 and < 400).Sample(30, 1).First();
        await using var store = await _fixture.OpenAsync();
        foreach (var batch in events.Where(static batch => batch.Length > 0)) await store.AppendAsync(Sample.Batch(batch), Cancel);
        Assert.True(await store.FlushAsync());
        using var snapshot = store.TakeSnapshot();
        Assert.Empty(snapshot.MemoryGroups);
        var rows = events.SelectMany(static batch => Sample.Batch(batch).Rows).ToArray();

        Prop.ForAll(RandomQueries.Rows.ToArbitrary(), query =>
        {
            var everything = query with { Limit = RowQuery.MaxLimit, Sort = new Sort(Fields.Timestamp) };
            int expected = NaiveExecutor.Rows(rows, everything).Count;

            for (int time = 0; time < 2; time++)
                Assert.Equal(expected, QueryExecutor.RowsAsync(snapshot.Groups, everything, QueryLimits.Default, Cancel).AsTask().Result.Rows.RowCount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(40));
    }
}
