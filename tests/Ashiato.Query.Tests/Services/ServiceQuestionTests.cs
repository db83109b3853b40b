using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Services;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Services;

public class ServiceQuestionTests
{
    private static readonly Period s_period = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 600_000_000));

    [Fact]
    public async Task A_service_that_did_not_report_is_null()
    {
        Assert.Null(await AskAsync(new SampleEvents().Transaction(service: "other"), null));
    }

    [Fact]
    public async Task Without_a_type_the_most_frequent_one_is_chosen()
    {
        var details = await AskAsync(TwoTypes(), null);

        Assert.Equal(["request", "job"], details!.TransactionTypes);
        Assert.Equal(["GET /"], details.Transactions.Select(group => group.Name));
        Assert.Equal(2, details.Summary.TransactionCount);
        Assert.Equal(2, details.Summary.Series.Points.Sum(point => point.Count));
    }

    [Fact]
    public async Task A_type_limits_groups_and_numbers()
    {
        var details = await AskAsync(TwoTypes(), "job");

        Assert.Equal(["clean"], details!.Transactions.Select(group => group.Name));
        Assert.Equal(1, details.Summary.TransactionCount);
        Assert.Equal(8_000, details.Summary.TotalMicros);
    }

    [Fact]
    public async Task Groups_stand_by_time_spent_with_share_and_impact_among_all_of_the_service()
    {
        var details = await AskAsync(
            new SampleEvents()
                .Transaction("t1", name: "small", takes: 1_000)
                .Transaction("t2", name: "middle", takes: 3_000)
                .Transaction("t3", name: "large", takes: 6_000),
            null);

        Assert.Equal([("large", 0.6, 100), ("middle", 0.3, 40), ("small", 0.1, 0)], details!.Transactions.Select(group => (group.Name, group.Share, group.Impact)));
    }

    [Fact]
    public async Task A_service_without_transactions_has_none_of_any_type()
    {
        var details = await AskAsync(new SampleEvents().Span("s1"), null);

        Assert.Empty(details!.TransactionTypes);
        Assert.Empty(details.Transactions);
        Assert.Equal(0, details.Summary.TransactionCount);
    }

    [Fact]
    public async Task Its_share_is_of_the_time_of_all_services()
    {
        var details = await AskAsync(new SampleEvents().Transaction("t1", takes: 1_000).Transaction("t2", takes: 3_000, service: "other"), null);

        Assert.Equal(0.25, details!.Summary.Share);
    }

    private static SampleEvents TwoTypes() => new SampleEvents()
        .Transaction("t1", takes: 1_000)
        .Transaction("t2", takes: 1_000)
        .Transaction("t3", takes: 8_000, name: "clean", with: batch => batch.Set(Fields.TransactionType, "job"));

    private static async Task<ServiceDetails?> AskAsync(SampleEvents events, string? type)
    {
        await using var store = await events.ToStoreAsync();
        return await new ServiceQuestion(store, RouteRuleSet.None).AskAsync("shop", type, s_period, TestContext.Current.CancellationToken);
    }
}
