using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Transactions;

public class TransactionTableQuestionTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    [Fact]
    public async Task Bytes_are_those_of_the_field_that_the_service_reports()
    {
        var groups = await AskAsync(new SampleEvents()
            .Transaction("t1", name: "GET /a", with: batch => batch.Set(Fields.HttpResponseTransferSize, 700L))
            .Transaction("t2", name: "GET /a", with: batch => batch.Set(Fields.HttpResponseTransferSize, 300L))
            .Transaction("t3", name: "GET /b")
            // Another service reports another field.
            .Transaction("t4", service: "other", with: batch => batch.Set(Fields.HttpResponseEncodedBodySize, 9L)));

        Assert.Equal([("GET /a", 1_000d), ("GET /b", 0d)], groups.Select(group => (group.Name, group.ResponseBytes!.Value)).Order());
    }

    [Fact]
    public async Task Where_no_transaction_reports_bytes_there_are_none()
    {
        var groups = await AskAsync(new SampleEvents().Transaction("t1").Transaction("t2", service: "other", with: batch => batch.Set(Fields.HttpResponseTransferSize, 700L)));

        Assert.Null(Assert.Single(groups).ResponseBytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("request")]
    public async Task The_type_is_the_chosen_or_the_most_frequent_one(string? type)
    {
        var groups = await AskAsync(
            new SampleEvents().Transaction("t1").Transaction("t2", name: "GET /b").Transaction("t3", name: "mail", takes: 1_000_000, with: batch => batch.Set(Fields.TransactionType, "job")), type);

        Assert.Equal(["GET /", "GET /b"], groups.Select(group => group.Name).Order());
        Assert.All(groups, group => Assert.Equal(0, group.DeviationMicros));
    }

    [Fact]
    public async Task Transactions_without_a_duration_do_not_count_for_the_deviation()
    {
        var groups = await AskAsync(new SampleEvents()
            .Transaction("t1", name: "GET /a", takes: 100)
            .Transaction("t2", name: "GET /a", takes: 300)
            .Transaction("t3", name: "GET /a", takes: null)
            .Transaction("t4", name: "GET /b", takes: null)
            .Transaction("t5", name: "GET /c", takes: 0));

        Assert.Equal([("GET /a", 100.0), ("GET /b", (double?)null), ("GET /c", 0.0)], groups.Select(static group => (group.Name, group.DeviationMicros)).OrderBy(static group => group.Name, StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<TransactionGroup>> AskAsync(SampleEvents events, string? type = null)
    {
        await using var store = await events.ToStoreAsync();
        return await new TransactionTableQuestion(store, RouteRuleSet.None).AskAsync("shop", type, s_minute, TestContext.Current.CancellationToken);
    }
}
