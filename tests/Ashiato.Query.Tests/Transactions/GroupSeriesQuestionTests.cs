using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Transactions;

public class GroupSeriesQuestionTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    [Fact]
    public async Task Each_group_of_a_type_is_told_over_time_and_what_took_most_time_comes_first()
    {
        var groups = await AskAsync(new SampleEvents()
            .Transaction("t1", name: "GET /a", takes: 1_000)
            .Transaction("t2", name: "GET /a", at: 1, takes: 3_000, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Transaction("t3", name: "GET /a", at: 31_000_000, takes: 5_000)
            .Transaction("t4", name: "GET /b", at: 59_000_000, takes: 70_000)
            .Transaction("t5", name: "mail", takes: 1_000_000, with: batch => batch.Set(Fields.TransactionType, "job")));

        Assert.Equal([("GET /b", 70_000d), ("GET /a", 9_000d)], groups.Select(group => (group.Name, group.TotalMicros)));
        // A minute in steps of five seconds.
        Assert.All(groups, group => Assert.Equal(12, group.Points.Count));
        Assert.Equal([(0L, 2L, 1L, 2_000d), (30_000_000L, 1L, 0L, 5_000d)], Told("GET /a"));
        Assert.Equal([(55_000_000L, 1L, 0L, 70_000d)], Told("GET /b"));

        IEnumerable<(long, long, long, double)> Told(string name) =>
            groups.Single(group => group.Name == name).Points.Where(point => point.Count > 0).Select(point => (point.StartMicros - SampleEvents.Noon, point.Count, point.FailedCount, point.AverageMicros!.Value));
    }

    [Fact]
    public async Task What_a_rule_brings_together_is_told_over_time_as_one()
    {
        var group = Assert.Single(await AskAsync(
            new SampleEvents().Transaction("t1", name: "GET /items/1", takes: 1_000).Transaction("t2", name: "GET /items/2", takes: 3_000), new RouteRuleSet([new RouteRule("/items/{id}")])));

        Assert.Equal((2L, 2_000d), (group.Points[0].Count, group.Points[0].AverageMicros));
    }

    private static async Task<IReadOnlyList<GroupSeries>> AskAsync(SampleEvents events, RouteRuleSet? rules = null)
    {
        await using var store = await events.ToStoreAsync();
        return await new GroupSeriesQuestion(store, rules ?? RouteRuleSet.None).AskAsync("shop", "request", s_minute, TestContext.Current.CancellationToken);
    }
}
