using Ashiato.Model;
using Ashiato.Query.Kql.Completion;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Kql;

public sealed class KqlCompletionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("|", "Field", "@timestamp")]
    [InlineData("[service.na|]", "Field", "service.name cloud.origin.service.name cloud.service.name span.destination.service.name")]
    [InlineData("a : 1 and [processor.e|ve]", "Field", "processor.event")]
    [InlineData("not ([user.e|]", "Field", "user.email")]
    [InlineData("service.name |", "Operator", ":")]
    [InlineData("unheard.of |", "Operator", ": > >= < <=")]
    [InlineData("\"transaction.duration.us\" |", "Operator", ": > >= < <=")]
    [InlineData("not service.name : |", "Value", "\"shop\" \"search\"")]
    [InlineData("not [service.na|]", "Field", "service.name cloud.origin.service.name cloud.service.name span.destination.service.name")]
    [InlineData("service.name : (|", "Value", "\"shop\" \"search\"")]
    [InlineData("service.name : (|", "Conjunction", "not")]
    [InlineData("service.name : (shop or [n|]", "Conjunction", "not")]
    [InlineData("service.name : (shop or not [se|])", "Value", "\"search\"")]
    [InlineData("service.name : ((shop or x) and |", "Value", "\"shop\" \"search\"")]
    [InlineData("service.name : (shop |", "Conjunction", "and or")]
    [InlineData("service.name : [n|]", "Conjunction", "")]
    [InlineData("service.name : [\"se|arch\"] or b", "Value", "\"search\"")]
    [InlineData("transaction.name : [\"GET /b|]", "Value", "\"GET /buy\"")]
    [InlineData("transaction.name : [\"GET \\u002fb|]", "Value", "\"GET /buy\"")]
    [InlineData("transaction.name : [G\\ET /b|]", "Value", "\"GET /buy\"")]
    [InlineData("a : 😀 and [processor.e|]", "Field", "processor.event")]
    [InlineData("service.name |", "Conjunction", "and or")]
    [InlineData("service.name|", "Operator", ":")]
    [InlineData("transaction.duration.us|", "Operator", ": > >= < <=")]
    [InlineData("service.name : |", "Value", "\"shop\" \"search\"")]
    [InlineData("service.name : [s|]", "Value", "\"shop\" \"search\"")]
    [InlineData("service.name : [SE|]", "Value", "\"search\"")]
    [InlineData("service.name : [se|x] and b : 1", "Value", "\"search\"")]
    [InlineData("service.name : [\"se|]", "Value", "\"search\"")]
    [InlineData("service.name : (shop or [se|]", "Value", "\"search\"")]
    [InlineData("transaction.name : [GET /b|]", "Value", "\"GET /buy\"")]
    [InlineData("transaction.sampled : [t|]", "Value", "true")]
    [InlineData("transaction.duration.us : |", "Value", "1000 2000")]
    [InlineData("@timestamp > |", "Value", "")]
    [InlineData("service.name : shop |", "Conjunction", "and or")]
    [InlineData("service.name : shop [a|]", "Conjunction", "and")]
    [InlineData("service.name : \"shop\"|", "Conjunction", "and or")]
    [InlineData("(service.name : shop) [o|]", "Conjunction", "or")]
    [InlineData("a : 1 and [n|]", "Conjunction", "not")]
    public async Task What_may_follow_is_suggested_with_the_part_that_it_replaces(string text, string kind, string expected)
    {
        var store = await new SampleEvents()
            .Transaction("t1", name: "GET /buy").Transaction("t2", name: "GET /buy").Transaction("t3", name: "GET /list", takes: 2_000, service: "search").ToStoreAsync();
        var completion = new KqlCompletion(new StoreKqlSource(store, new Period(TimeRange.All)));
        int start = text.Replace("|", "", StringComparison.Ordinal).IndexOf('[', StringComparison.Ordinal);
        int end = text.Replace("|", "", StringComparison.Ordinal).IndexOf(']', StringComparison.Ordinal) - 1;
        int caret = text.Replace("[", "", StringComparison.Ordinal).IndexOf('|', StringComparison.Ordinal);
        string query = text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal);

        var suggestions = (await completion.CompleteAsync(query, caret, Cancel)).Where(one => one.Kind.ToString() == kind).ToList();

        string[] wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (kind == "Value") wanted = [.. expected.Replace("\" \"", "\"|\"", StringComparison.Ordinal).Replace("1000 2000", "1000|2000", StringComparison.Ordinal).Split('|', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(wanted, suggestions.Select(static one => one.Text).Take(text == "|" ? 1 : int.MaxValue));
        if (suggestions.Count > 0) Assert.Equal(start < 0 ? new(caret, 0) : new(start, end - start), suggestions[0].Replaces);
    }

    [Fact]
    public async Task Labels_that_events_have_are_suggested_with_their_values()
    {
        var store = await new SampleEvents().Transaction("t1", with: static batch => batch.Set(Fields.Label("city"), "Nara")).ToStoreAsync();
        var completion = new KqlCompletion(new StoreKqlSource(store, new Period(TimeRange.All)));

        Assert.Equal("labels.city", (await completion.CompleteAsync("labels.c", 8, Cancel))[0].Text);
        Assert.Equal("\"Nara\"", (await completion.CompleteAsync("labels.city : ", 14, Cancel))[0].Text);
    }

    [Fact]
    public async Task Names_and_values_are_escaped_as_they_must_be()
    {
        var store = await new SampleEvents().Transaction("t1", name: "say \"hi\" \\ *").ToStoreAsync();
        var completion = new KqlCompletion(new StoreKqlSource(store, new Period(TimeRange.All)));
        const string query = "transaction.name : ";

        var suggestion = Assert.Single(await completion.CompleteAsync(query, query.Length, Cancel));
        var filter = Ashiato.Query.Kql.KqlTranslator.ToFilter(query + suggestion.Text, new(DateTimeOffset.UnixEpoch));

        Assert.Equal(1, (await store.QueryAsync(new RowQuery { Filter = filter }, Cancel)).Rows.RowCount);
        Assert.Equal(Fields.TransactionName, Assert.IsType<Filter.TextIn>(filter).Field);
    }
}
