using Ashiato.Model;
using Ashiato.Query.Exploring;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Exploring;

public class ExploreQuestionsTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Events => new SampleEvents()
        .Transaction("t1", takes: 5_000, with: batch => batch.Set(Fields.HttpResponseStatusCode, 200))
        .Transaction("t2", at: 1_000_000, takes: 9_000, with: batch => batch.Set(Fields.HttpResponseStatusCode, 500))
        .Transaction("t3", at: 2_000_000, takes: 1_000, with: batch => batch.Set(Fields.HttpResponseStatusCode, 200))
        .Span("s1", takes: 100);

    [Fact]
    public async Task Rows_are_newest_first_with_the_columns_that_were_asked_for()
    {
        await using var store = await Events.ToStoreAsync();

        var rows = await new ExploreRowsQuestion(store).AskAsync(EventKind.Of("transaction"), ["http.response.status_code", "no.such.field"], null, true, s_minute, 2, null, Cancel);

        Assert.Equal([("t3", "200"), ("t2", "500")], rows.Rows.Select(row => (row.Id, row.Values[0])));
        Assert.All(rows.Rows, row => Assert.Null(row.Values[1]));
        Assert.Equal((3, 3.0), (rows.Count, rows.Counts.Sum()));
        Assert.NotNull(rows.Next);
    }

    [Fact]
    public async Task Rows_sort_by_duration()
    {
        await using var store = await Events.ToStoreAsync();

        var rows = await new ExploreRowsQuestion(store).AskAsync(EventKind.Of("transaction"), [], "duration", true, s_minute, 10, null, Cancel);

        Assert.Equal([9_000, 5_000, 1_000], rows.Rows.Select(row => row.DurationMicros!.Value));
    }

    [Fact]
    public async Task Groups_are_by_values_most_time_first()
    {
        await using var store = await Events.ToStoreAsync();

        var groups = await new ExploreGroupsQuestion(store).AskAsync(EventKind.Of("transaction"), ["http.response.status_code"], s_minute, 10, Cancel);

        Assert.Equal([("500", 1L, 9_000.0), ("200", 2L, 6_000.0)], groups.Groups.Select(group => (group.Keys[0]!, group.Count, group.TotalMicros!.Value)));
        Assert.Equal(2, groups.Groups[1].Counts.Sum());
        Assert.True(groups.IsComplete);
    }

    [Fact]
    public async Task Spans_group_by_two_fields()
    {
        await using var store = await Events.ToStoreAsync();

        var groups = await new ExploreGroupsQuestion(store).AskAsync(EventKind.Of("span"), ["service.name", "span.type"], s_minute, 10, Cancel);

        Assert.Equal(["shop", "db"], Assert.Single(groups.Groups).Keys);
    }

    [Fact]
    public void An_unknown_kind_means_transactions() => Assert.Equal("transaction", EventKind.Of("nonsense").Name);
}
