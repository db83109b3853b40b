using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Filters_choose_events_by_texts_numbers_and_what_is_there()
    {
        await using var store = await OpenWithAnimalsAsync();

        await AssertFoundAsync(store, Filter.Everything, "ant", "bee", "cat");
        await AssertFoundAsync(store, Filter.Is(Fields.TransactionName, "bee"), "bee");
        await AssertFoundAsync(store, Filter.Is(Fields.TransactionName, "Bee"));
        await AssertFoundAsync(store, new Filter.TextIn(Fields.TransactionName, ["cat", "ant", "dog"]), "ant", "cat");
        await AssertFoundAsync(store, new Filter.TextIn(Fields.TransactionName, []));
        await AssertFoundAsync(store, new Filter.Exists(Fields.NumericLabel("legs")), "ant", "cat");
        await AssertFoundAsync(store, new Filter.Exists(Fields.Label("legs")));
        await AssertFoundAsync(store, Filter.Is(Fields.TransactionSampled, true), "ant");
        await AssertFoundAsync(store, Filter.Is(Fields.TransactionSampled, false), "bee");
        await AssertFoundAsync(store, Filter.Is(Fields.Label("home"), "森"), "bee");
    }

    [Fact]
    public async Task Ranges_hold_their_bounds_or_not()
    {
        await using var store = await OpenWithAnimalsAsync();
        var duration = Fields.TransactionDurationUs;
        var legs = Fields.NumericLabel("legs");

        await AssertFoundAsync(store, new Filter.Between(duration, 10, 20), "ant", "bee");
        await AssertFoundAsync(store, new Filter.Between(duration, 10, 20, MinInclusive: false), "bee");
        await AssertFoundAsync(store, new Filter.Between(duration, 10, 20, MaxInclusive: false), "ant");
        await AssertFoundAsync(store, new Filter.Between(duration, 9.5, 10.5), "ant");
        await AssertFoundAsync(store, new Filter.Between(duration, 10.5, 19.5));
        await AssertFoundAsync(store, new Filter.Between(duration, null, 20), "ant", "bee");
        await AssertFoundAsync(store, new Filter.Between(duration, 20, null, MinInclusive: false), "cat");
        await AssertFoundAsync(store, new Filter.Between(duration, null, null), "ant", "bee", "cat");
        await AssertFoundAsync(store, new Filter.Between(legs, 4, 6, MaxInclusive: false), "cat");
        await AssertFoundAsync(store, Filter.Is(legs, 6), "ant");
    }

    [Fact]
    public async Task A_range_holds_as_well_among_few_events_that_something_else_has_found()
    {
        await using var store = await OpenAsync();
        // One of forty is rare; a weight is of a whole trace, and every other trace has none; two of three have legs.
        var events = Enumerable.Range(0, 800).Select(static i => (Sample.Transaction with { Name = i % 40 == 7 ? $"rare {i}" : "often", DurationUs = i, TraceId = $"{i / 20:x32}" })
            .With(Fields.NumericLabel("weight"), i / 20 % 2 == 0 ? [i / 20 + 0.0] : []).With(Fields.NumericLabel("legs"), i % 3 == 0 ? [] : [i + 0.5])).ToArray();
        await store.AppendAsync(Sample.Batch(events), Cancel);
        await RearrangeAsync(store);
        var rare = new Filter.TextLike(Fields.TransactionName, "rare *");

        // A second time from what is remembered.
        for (int time = 0; time < 2; time++)
        {
            await AssertFoundAsync(store, rare.And(new Filter.Between(Fields.TransactionDurationUs, 100, 250)), "rare 127", "rare 167", "rare 207", "rare 247");
            await AssertFoundAsync(store, rare.And(new Filter.Between(Fields.NumericLabel("legs"), 100, 250)), "rare 127", "rare 167", "rare 247");
            await AssertFoundAsync(store, rare.And(new Filter.Between(Fields.NumericLabel("weight"), 4, 9)), "rare 127", "rare 167", "rare 87");
            await AssertFoundAsync(store, rare.And(new Filter.Between(Fields.NumericLabel("weight"), 5, 5)));
            await AssertFoundAsync(store, rare.And(new Filter.Between(Fields.NumericLabel("arms"), 0, 900)));
        }
    }

    [Fact]
    public async Task Conditions_combine()
    {
        await using var store = await OpenWithAnimalsAsync();
        var ant = Filter.Is(Fields.TransactionName, "ant");
        var six = Filter.Is(Fields.NumericLabel("legs"), 6);

        await AssertFoundAsync(store, ant.And(six), "ant");
        await AssertFoundAsync(store, new Filter.All([new Filter.Not(ant), six]));
        await AssertFoundAsync(store, new Filter.Any([ant, Filter.Is(Fields.TransactionName, "cat")]), "ant", "cat");
        await AssertFoundAsync(store, new Filter.Any([]));
        await AssertFoundAsync(store, new Filter.Not(new Filter.Any([])), "ant", "bee", "cat");
    }

    [Fact]
    public async Task Not_is_true_of_events_without_a_value()
    {
        await using var store = await OpenWithAnimalsAsync();

        await AssertFoundAsync(store, new Filter.Not(Filter.Is(Fields.NumericLabel("legs"), 6)), "bee", "cat");
        await AssertFoundAsync(store, new Filter.Not(Filter.Is(Fields.Label("nobody has it"), "x")), "ant", "bee", "cat");
        await AssertFoundAsync(store, new Filter.Not(new Filter.Exists(Fields.NumericLabel("legs"))), "bee");
    }

    [Fact]
    public async Task One_value_of_several_is_enough()
    {
        await using var store = await OpenWithAnimalsAsync();

        await AssertFoundAsync(store, Filter.Is(Fields.ProcessArgs, "black"), "ant", "bee");
        await AssertFoundAsync(store, Filter.Is(Fields.ProcessArgs, "red"), "ant");
        await AssertFoundAsync(store, new Filter.Not(Filter.Is(Fields.ProcessArgs, "red")), "bee", "cat");
        await AssertFoundAsync(store, Filter.Is(Fields.ChildId, "00000000000000aa"), "cat");
        await AssertFoundAsync(store, Filter.Is(Fields.ChildId, "a child"), "cat");
    }

    [Theory]
    [InlineData("GET /*", false, "GET /a", "GET /ä/b")]
    [InlineData("*/B", false)]
    [InlineData("*/B", true, "GET /ä/b")]
    [InlineData("get /Ä/?", true, "GET /ä/b")]
    [InlineData("GET /?/b", false, "GET /ä/b")]
    [InlineData("GET /??", false)]
    [InlineData("*", false, "GET /a", "GET /ä/b", "P*ST")]
    [InlineData("?*?*?*?*?*?*?", false, "GET /ä/b")]
    [InlineData("P*S*T", false, "P*ST")]
    [InlineData("", false)]
    [InlineData("*E*T*", false, "GET /a", "GET /ä/b")]
    public async Task Patterns_fit_whole_texts(string pattern, bool ignoreCase, params string[] expected)
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(new[] { "GET /a", "GET /ä/b", "P*ST" }.Select(static name => Sample.Transaction with { Name = name })), Cancel);

        await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionName, pattern, ignoreCase), expected);
    }

    [Theory]
    [InlineData("/.", false, "GET /a", "GET /ä/b")]
    [InlineData("\\AGET /.\\z", false, "GET /a")]
    [InlineData("\\Aget", true, "GET /a", "GET /ä/b")]
    [InlineData("Ä", true, "GET /ä/b")]
    [InlineData("/(b|c)$", false, "GET /ä/b")]
    [InlineData("P[*]S", false, "P*ST")]
    public async Task Regular_expressions_fit_a_part_of_a_text(string pattern, bool ignoreCase, params string[] expected)
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(new[] { "GET /a", "GET /ä/b", "P*ST" }.Select(static name => Sample.Transaction with { Name = name })), Cancel);

        await AssertFoundAsync(store, new Filter.TextMatches(Fields.TransactionName, pattern, ignoreCase), expected);
    }

    [Fact]
    public async Task Regular_expressions_fit_ids_in_their_text_form()
    {
        await using var store = await OpenWithAnimalsAsync();

        await AssertFoundAsync(store, new Filter.TextMatches(Fields.TransactionId, "a[13]$"), "ant", "cat");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    public async Task A_regular_expression_that_cannot_be_searched_for_is_refused(string pattern)
    {
        await using var store = await OpenWithAnimalsAsync();

        var refusal = await Assert.ThrowsAsync<QueryException>(async () =>
            await store.QueryAsync(new RowQuery { Filter = new Filter.TextMatches(Fields.TransactionName, pattern) }, Cancel));

        Assert.Contains(pattern, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\*", "*")]
    [InlineData(@"\?", "?")]
    [InlineData(@"\\", @"\")]
    [InlineData(@"\\*", @"\", @"\*", @"\a")]
    [InlineData(@"\\\*", @"\*")]
    [InlineData(@"\a", @"\a")]
    [InlineData(@"*\", @"\")]
    [InlineData(@"*\**", "*", @"\*")]
    public async Task A_backslash_makes_the_signs_of_a_pattern_plain(string pattern, params string[] expected)
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(new[] { "*", "?", @"\", @"\*", @"\a", "b" }.Select(static name => Sample.Transaction with { Name = name })), Cancel);
        await RearrangeAsync(store);

        await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionName, pattern), expected);
        await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionName, pattern, IgnoreCase: true), expected);
    }

    [Fact]
    public async Task An_escaped_text_fits_nothing_but_itself()
    {
        string[] names = [@"a\*b?c", "a\\xbyc", "axbyc", @"a\\*b?c"];
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(names.Select(static name => Sample.Transaction with { Name = name })), Cancel);

        foreach (string name in names)
        {
            await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionName, Filter.TextLike.Escape(name)), name);
            await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionName, $"*{Filter.TextLike.Escape(name[..^1])}*"), name);
        }
    }

    [Fact]
    public async Task Patterns_fit_ids_in_their_text_form()
    {
        await using var store = await OpenWithAnimalsAsync();

        await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionId, "*00a?"), "ant", "bee", "cat");
        await AssertFoundAsync(store, new Filter.TextLike(Fields.TransactionId, "*a2"), "bee");
    }

    private async ValueTask<IEventStore> OpenWithAnimalsAsync()
    {
        var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                (Sample.Transaction with { Name = "ant", DurationUs = 10, TransactionId = "00000000000000a1" })
                    .With(Fields.NumericLabel("legs"), 6.0).With(Fields.TransactionSampled, true).With(Fields.ProcessArgs, "black", "red"),
                (Sample.Transaction with { Name = "bee", DurationUs = 20, TransactionId = "00000000000000a2" })
                    .With(Fields.TransactionSampled, false).With(Fields.Label("home"), "森").With(Fields.ProcessArgs, "yellow", "black")),
            Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(
            Sample.Batch(
                (Sample.Transaction with { Name = "cat", DurationUs = long.MaxValue, TransactionId = "00000000000000a3" })
                    .With(Fields.NumericLabel("legs"), 4.0).With(Fields.ChildId, "00000000000000bb", "00000000000000aa", "a child")),
            Cancel);
        return store;
    }

    private static async Task AssertFoundAsync(IEventStore store, Filter filter, params string[] expected)
    {
        Assert.Equal(expected, await NamesAsync(store, new RowQuery { Filter = filter, Sort = new Sort(Fields.TransactionName) }));
        Assert.Equal(expected.Length, await CountAsync(store, filter));
    }
}
