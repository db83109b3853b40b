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

    [Fact]
    public async Task Each_group_is_told_over_time()
    {
        var groups = await AskAsync(new SampleEvents()
            .Transaction("t1", name: "GET /a", takes: 1_000)
            .Transaction("t2", name: "GET /a", at: 1, takes: 3_000, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Transaction("t3", name: "GET /a", at: 31_000_000, takes: 5_000)
            .Transaction("t4", name: "GET /b", at: 59_000_000, takes: 7_000));

        // A minute in steps of five seconds.
        Assert.All(groups, group => Assert.Equal(12, group.Series.Count));
        Assert.Equal([(0L, 2L, 1L, 2_000d), (30_000_000L, 1L, 0L, 5_000d)], Told("GET /a"));
        Assert.Equal([(55_000_000L, 1L, 0L, 7_000d)], Told("GET /b"));

        IEnumerable<(long, long, long, double)> Told(string name) =>
            groups.Single(group => group.Name == name).Series.Where(point => point.Count > 0).Select(point => (point.StartMicros - SampleEvents.Noon, point.Count, point.FailedCount, point.AverageMicros!.Value));
    }

    [Fact]
    public async Task What_a_rule_brings_together_is_told_over_time_as_one()
    {
        await using var store = await new SampleEvents().Transaction("t1", name: "GET /items/1", takes: 1_000).Transaction("t2", name: "GET /items/2", takes: 3_000).ToStoreAsync();
        var rules = new RouteRuleSet([new RouteRule("/items/{id}")]);

        var group = Assert.Single(await new TransactionTableQuestion(store, rules).AskAsync("shop", null, s_minute, TestContext.Current.CancellationToken));

        Assert.Equal((2L, 2_000d), (group.Series[0].Count, group.Series[0].AverageMicros));
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

    private static async Task<IReadOnlyList<TransactionGroup>> AskAsync(SampleEvents events, string? type = null)
    {
        await using var store = await events.ToStoreAsync();
        return await new TransactionTableQuestion(store, RouteRuleSet.None).AskAsync("shop", type, s_minute, TestContext.Current.CancellationToken);
    }
}
