using Ashiato.Query.Routes;
using Ashiato.Query.Services;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Routes;

public class RouteQuestionsTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static readonly RouteRuleSet s_rules = new([new RouteRule("/items/new"), new RouteRule("/items/{id}"), new RouteRule(@"/users/\d+", "shop")]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Items => new SampleEvents()
        .Transaction("t1", name: "GET /items/1", takes: 1_000)
        .Transaction("t2", name: "GET /items/2", takes: 3_000)
        .Transaction("t3", name: "POST /items/2", takes: 7_000)
        .Transaction("t4", name: "GET /items/new", takes: 500)
        .Transaction("t5", name: "GET /users/9", takes: 100)
        .Transaction("t6", name: "GET /about", takes: 10);

    [Theory]
    [InlineData("shop", "GET /items/12", "GET /items/{id}")]
    [InlineData("shop", "GET /items/new", "GET /items/new")]
    [InlineData("shop", "/items/12", "/items/{id}")]
    [InlineData("shop", "GET /users/9", @"GET /users/\d+")]
    [InlineData("other", "GET /users/9", "GET /users/9")]
    [InlineData("shop", "Checkout#items", "Checkout#items")]
    public void The_first_rule_that_fits_decides(string service, string name, string group) => Assert.Equal(group, s_rules.GroupOf(service, name));

    [Fact]
    public async Task What_a_rule_brings_together_counts_as_one_group_also_in_old_events()
    {
        await using var store = await Items.ToStoreAsync();

        var service = await new ServiceQuestion(store, s_rules).AskAsync("shop", null, s_minute, Cancel);

        Assert.Equal(
            [("POST /items/{id}", 1L), ("GET /items/{id}", 2L), ("GET /items/new", 1L), (@"GET /users/\d+", 1L), ("GET /about", 1L)],
            service!.Transactions.Select(group => (group.Name, group.Count)));
        Assert.Equal(2_000, service.Transactions[1].Latency.AverageMicros);
        Assert.Equal((1_000, 3_000), (service.Transactions[1].MinMicros, service.Transactions[1].MaxMicros));
    }

    [Fact]
    public async Task A_group_opens_with_all_of_its_transactions()
    {
        await using var store = await Items.ToStoreAsync();
        var key = new TransactionKey("shop", "GET /items/{id}", "request");

        var details = await new TransactionQuestion(store, s_rules).AskAsync(key, s_minute, Cancel);
        var samples = await new SamplesQuestion(store, s_rules).AskAsync(key, s_minute, null, null, 10, Cancel);

        Assert.Equal(2, details!.Group.Count);
        Assert.Equal(["t1", "t2"], samples.Select(sample => sample.TransactionId).Order());
    }

    [Fact]
    public async Task A_table_has_deviation_and_results_of_the_group()
    {
        await using var store = await Items.ToStoreAsync();

        var groups = await new TransactionTableQuestion(store, s_rules).AskAsync("shop", null, s_minute, Cancel);

        var items = groups.Single(group => group.Name == "GET /items/{id}");
        Assert.Equal(1_000, items.DeviationMicros!.Value, 6);
        Assert.Equal([("", 2L)], items.Results.Select(result => (result.Result, result.Count)));
    }

    [Fact]
    public async Task A_preview_says_what_a_rule_would_do()
    {
        await using var store = await Items.ToStoreAsync();

        var previews = await new RoutePreviewQuestion(store).AskAsync([new RouteRule("/items/{id}")], s_minute, Cancel);

        Assert.Equal([("GET /items/{id}", 3, 3L), ("POST /items/{id}", 1, 1L)], previews.Select(preview => (preview.Group, preview.NameCount, preview.TransactionCount)));
    }

    [Fact]
    public async Task Names_that_differ_in_values_ask_for_a_rule()
    {
        var events = new SampleEvents().Transaction("t0", name: "GET /about");
        for (int i = 0; i < 3; i++) events.Transaction($"a{i}", name: $"GET /items/{i}.json").Transaction($"b{i}", name: $"GET /users/{Guid.NewGuid()}/orders");
        await using var store = await events.ToStoreAsync();

        var suggestions = await new RouteSuggestionsQuestion(store).AskAsync(RouteRuleSet.None, s_minute, Cancel);

        Assert.Equal([("/items/{id}.json", 3), ("/users/{id}/orders", 3)], suggestions.Select(one => (one.Pattern, one.NameCount)).Order());
    }

    [Fact]
    public async Task Very_many_words_in_one_place_ask_for_a_rule_and_few_do_not()
    {
        var events = new SampleEvents().Transaction("x1", name: "GET /api/red").Transaction("x2", name: "GET /api/blue");
        for (int i = 0; i < 40; i++) events.Transaction($"t{i}", name: $"GET /people/name{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}");
        await using var store = await events.ToStoreAsync();

        var suggestions = await new RouteSuggestionsQuestion(store).AskAsync(RouteRuleSet.None, s_minute, Cancel);

        Assert.Equal([("/people/{name}", 40)], suggestions.Select(one => (one.Pattern, one.NameCount)));
    }

    [Fact]
    public async Task What_has_a_rule_is_not_suggested_again()
    {
        await using var store = await Items.ToStoreAsync();

        Assert.Empty(await new RouteSuggestionsQuestion(store).AskAsync(s_rules, s_minute, Cancel));
    }
}
