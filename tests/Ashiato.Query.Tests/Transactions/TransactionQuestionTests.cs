using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Transactions;

public class TransactionQuestionTests
{
    private static readonly Period s_period = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 600_000_000));

    [Fact]
    public async Task A_group_without_transactions_is_null()
    {
        Assert.Null(await AskAsync(new SampleEvents().Transaction(), new TransactionKey("shop", "other")));
    }

    [Fact]
    public async Task A_group_is_told_by_its_numbers_among_its_siblings()
    {
        var details = await AskAsync(
            new SampleEvents()
                .Transaction("t1", takes: 1_000)
                .Transaction("t2", takes: 3_000, with: Failed)
                .Transaction("t3", takes: 12_000, name: "other"),
            new TransactionKey("shop", "GET /", "request"));

        var group = details!.Group;
        Assert.Equal(("GET /", "request", 2, 1), (group.Name, group.Type, group.Count, group.FailedCount));
        Assert.Equal((4_000, 3_000, 0.25, 0), (group.TotalMicros, group.MaxMicros, group.Share, group.Impact));
        Assert.Equal(2, details.Series.Points.Sum(point => point.Count));
        Assert.Equal(120, details.Series.Points.Count);
    }

    [Fact]
    public async Task Without_a_type_the_group_is_all_of_its_name()
    {
        var details = await AskAsync(
            new SampleEvents()
                .Transaction("t1")
                .Transaction("t2", with: batch => batch.Set(Fields.TransactionType, "job"))
                .Transaction("t3", with: batch => batch.Set(Fields.TransactionType, "job")),
            new TransactionKey("shop", "GET /"));

        Assert.Equal((3, "job"), (details!.Group.Count, details.Group.Type));
    }

    [Fact]
    public async Task The_distribution_has_every_bucket_between_the_shortest_and_the_longest()
    {
        var details = await AskAsync(
            new SampleEvents()
                .Transaction("t1", takes: 1_000)
                .Transaction("t2", takes: 1_001, with: Failed)
                .Transaction("t3", takes: 10_000),
            new TransactionKey("shop", "GET /"));

        var buckets = details!.Distribution.Buckets;
        Assert.Equal(21, buckets.Count);
        Assert.Equal((2, 1), (buckets[0].Count, buckets[0].FailedCount));
        Assert.Equal(1, buckets[^1].Count);
        Assert.Equal(3, buckets.Sum(bucket => bucket.Count));
        Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.Equal(pair.First.ToMicros, pair.Second.FromMicros));
        Assert.InRange(1_000, buckets[0].FromMicros - 0.001, buckets[0].ToMicros);
        Assert.InRange(details.Distribution.P50Micros, 991, 1_012);
    }

    [Fact]
    public async Task Results_are_counted_the_most_frequent_first()
    {
        var details = await AskAsync(
            new SampleEvents()
                .Transaction("t1")
                .Transaction("t2", with: batch => batch.Set(Fields.TransactionResult, "HTTP 2xx"))
                .Transaction("t3", with: batch => batch.Set(Fields.TransactionResult, "HTTP 2xx")),
            new TransactionKey("shop", "GET /"));

        Assert.Equal([new ResultCount("HTTP 2xx", 2), new ResultCount("", 1)], details!.Results);
    }

    private static void Failed(EventBatchBuilder batch) => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure);

    private static async Task<TransactionDetails?> AskAsync(SampleEvents events, TransactionKey key)
    {
        await using var store = await events.ToStoreAsync();
        return await new TransactionQuestion(store, RouteRuleSet.None).AskAsync(key, s_period, TestContext.Current.CancellationToken);
    }
}
