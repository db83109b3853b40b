using Ashiato.Model;
using Ashiato.Query.Errors;
using Ashiato.Query.Routes;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Errors;

public class ErrorQuestionsTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Broken => new SampleEvents()
        .Transaction("t1", name: "GET /items/1")
        .Transaction("t2", name: "GET /items/2")
        .Error("e0", at: -30_000_000, with: Key("a", "GET /items/1"))
        .Error("e1", at: 1_000_000, with: Key("a", "GET /items/1"))
        .Error("e2", at: 2_000_000, with: batch => { Key("a", "GET /items/2")(batch); batch.Set(Fields.ErrorExceptionHandled, false); batch.Set(Fields.ServiceVersion, "1.1"); })
        .Error("e3", at: 3_000_000, with: Key("b", "GET /"));

    [Fact]
    public async Task Errors_stand_by_what_they_are_most_frequent_first()
    {
        await using var store = await Broken.ToStoreAsync();

        var list = await new ErrorGroupsQuestion(store, RouteRuleSet.None).AskAsync(null, null, s_minute, Cancel);

        Assert.Equal([("a", 2L, 1L), ("b", 1L, 0L)], list.Groups.Select(group => (group.Key, group.Count, group.UnhandledCount)));
        Assert.Equal(("It broke.", "Broken", "shop"), (list.Groups[0].Message, list.Groups[0].Type, list.Groups[0].Service));
        Assert.Equal((SampleEvents.Noon + 1_000_000, SampleEvents.Noon + 2_000_000), (list.Groups[0].FirstMicros, list.Groups[0].LastMicros));
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public async Task Errors_of_a_transaction_group_are_those_of_its_names()
    {
        await using var store = await Broken.ToStoreAsync();

        var list = await new ErrorGroupsQuestion(store, new RouteRuleSet([new RouteRule("/items/{id}")])).AskAsync("shop", "GET /items/{id}", s_minute, Cancel);

        Assert.Equal([("a", 2L)], list.Groups.Select(group => (group.Key, group.Count)));
    }

    [Fact]
    public async Task One_error_knows_since_when_where_and_what_it_says()
    {
        await using var store = await Broken.ToStoreAsync();

        var details = await new ErrorQuestion(store, RouteRuleSet.None).AskAsync("shop", "a", null, s_minute, Cancel);

        Assert.Equal(SampleEvents.Noon - 30_000_000, details!.EverFirstMicros);
        Assert.Equal([("GET /items/1", 1L, 1L), ("GET /items/2", 1L, 1L)], details.Transactions.Select(one => (one.Name, one.Count, one.OfCount)).Order());
        Assert.Equal(["", "1.1"], details.Versions.Select(version => version.Name).Order());
        Assert.Equal(["e2", "e1"], details.Samples.Select(sample => sample.Id));
        Assert.Equal("e2", details.Shown!.Value.GetProperty("error").GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_sample_that_is_asked_for_is_shown()
    {
        await using var store = await Broken.ToStoreAsync();

        var details = await new ErrorQuestion(store, RouteRuleSet.None).AskAsync("shop", "a", "e1", s_minute, Cancel);

        Assert.Equal("e1", details!.Shown!.Value.GetProperty("error").GetProperty("id").GetString());
    }

    private static Action<EventBatchBuilder> Key(string key, string transaction) => batch =>
    {
        batch.Set(Fields.ErrorGroupingKey, key);
        batch.Set(Fields.TransactionName, transaction);
        batch.Set(Fields.TransactionType, "request");
    };
}
