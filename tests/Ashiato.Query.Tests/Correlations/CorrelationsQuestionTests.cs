using System.Globalization;
using Ashiato.Model;
using Ashiato.Query.Correlations;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Correlations;

public class CorrelationsQuestionTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    [Fact]
    public async Task What_the_slow_ones_have_more_often_is_found_and_what_all_have_is_not()
    {
        var found = await AskAsync(CorrelationKind.Slow, 10_000);

        Assert.Equal((20, 180), (found.Count, found.OtherCount));
        Assert.Equal([("labels.region", "north", 1.0, 0.0)], found.Values.Select(one => (one.Field, one.Value, one.Share, one.OtherShare)));
    }

    [Fact]
    public async Task What_the_failed_ones_have_more_often_is_found()
    {
        var found = await AskAsync(CorrelationKind.Failed, 0);

        Assert.Equal([("service.version", "1.1")], found.Values.Select(one => (one.Field, one.Value)));
    }

    [Fact]
    public async Task Shares_of_given_values_are_those_of_the_ones_in_question_only()
    {
        await using var store = await ToStoreAsync();
        var question = new CorrelationsQuestion(store, RouteRuleSet.None);
        Filter[] conditions = [Filter.Is(Fields.Label("region"), "north"), Filter.Is(Fields.Label("colour"), "red"), Filter.Is(Fields.ServiceVersion, "9")];

        Assert.Equal([1.0, 0.5, 0], await SharesAsync(10_000));
        Assert.Null(await SharesAsync(30_000));

        Task<IReadOnlyList<double>?> SharesAsync(double fromMicros) =>
            question.SharesAsync(new TransactionKey("shop", "GET /"), CorrelationKind.Slow, fromMicros, null, conditions, s_minute, TestContext.Current.CancellationToken);
    }

    private static async Task<CorrelationList> AskAsync(CorrelationKind kind, double fromMicros)
    {
        await using var store = await ToStoreAsync();
        return await new CorrelationsQuestion(store, RouteRuleSet.None).AskAsync(new TransactionKey("shop", "GET /"), kind, fromMicros, null, s_minute, TestContext.Current.CancellationToken);
    }

    // Every tenth is slow and from the north; every fifth failed and is of version 1.1; colours mean nothing.
    private static async Task<Ashiato.Storage.MemoryEventStore> ToStoreAsync()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 200; i++)
        {
            int n = i;
            events.Transaction(string.Create(CultureInfo.InvariantCulture, $"t{n}"), takes: n % 10 == 0 ? 20_000 : 1_000, with: batch =>
            {
                batch.Set(Fields.Label("region"), n % 10 == 0 ? "north" : "south");
                batch.Set(Fields.Label("colour"), (n / 10) % 2 == 0 ? "red" : "blue");
                batch.Set(Fields.ServiceVersion, n % 5 == 1 ? "1.1" : "1.0");
                batch.Set(Fields.EventOutcome, n % 5 == 1 ? Fields.Outcomes.Failure : Fields.Outcomes.Success);
            });
        }
        return await events.ToStoreAsync();
    }
}
