using Ashiato.Model;
using Ashiato.Query.Services;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Services;

public class ServicesQuestionTests
{
    private const long Minute = 60_000_000;

    private static readonly Period s_period = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + (10 * Minute)));

    [Fact]
    public async Task A_service_is_told_by_the_numbers_of_its_transactions()
    {
        var list = await AskAsync(new SampleEvents()
            .Transaction("t1", at: 0, takes: 1_000, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Transaction("t2", at: Minute, takes: 3_000)
            .Transaction("t3", at: Minute, takes: 2_000, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Unknown))
            .Span("s1"));

        var shop = Assert.Single(list.Services);
        Assert.Equal("shop", shop.Name);
        Assert.Equal("go", shop.AgentName);
        Assert.Equal(["production"], shop.Environments);
        Assert.Equal(1, shop.InstanceCount);
        Assert.Equal(3, shop.TransactionCount);
        Assert.Equal(3 / 600.0, shop.ThroughputPerSecond);
        Assert.Equal(1, shop.FailedCount);
        Assert.Equal(0.5, shop.FailedShare);
        Assert.Equal(6_000, shop.TotalMicros);
        Assert.Equal(1, shop.Share);
        Assert.Equal(2_000, shop.Latency!.AverageMicros);
        Assert.InRange(shop.Latency.P50Micros, 1_980, 2_020);
        Assert.Equal((3, 1), (list.TransactionCount, list.SpanCount));
    }

    [Fact]
    public async Task Services_stand_by_the_time_spent_in_them()
    {
        var list = await AskAsync(new SampleEvents()
            .Transaction("t1", service: "quick", takes: 100)
            .Transaction("t2", service: "slow", takes: 900));

        Assert.Equal([("slow", 0.9), ("quick", 0.1)], list.Services.Select(service => (service.Name, service.Share)));
    }

    [Fact]
    public async Task A_service_that_sends_no_transactions_is_listed_with_none()
    {
        var list = await AskAsync(new SampleEvents().Span("s1", service: "spans").Metric("metrics"));

        Assert.Equal(["metrics", "spans"], list.Services.Select(service => service.Name).Order());
        Assert.All(list.Services, service =>
        {
            Assert.Equal(0, service.TransactionCount);
            Assert.Null(service.Latency);
            Assert.Null(service.FailedShare);
            Assert.Equal(0, service.Share);
        });
    }

    [Fact]
    public async Task The_series_has_a_point_for_every_interval_and_what_happened_in_it()
    {
        var list = await AskAsync(new SampleEvents()
            .Transaction("t1", at: 0)
            .Transaction("t2", at: Minute, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Transaction("t3", at: Minute + 29_999_999));

        var series = Assert.Single(list.Services).Series;
        Assert.Equal(30_000_000, series.IntervalMicros);
        Assert.Equal(20, series.Points.Count);
        Assert.Equal([1, 0, 2], series.Points.Take(3).Select(point => point.Count));
        Assert.Equal(1, series.Points[2].FailedCount);
        Assert.Equal(SampleEvents.Noon + Minute, series.Points[2].StartMicros);
        Assert.Null(series.Points[1].Latency);
    }

    [Fact]
    public async Task An_environment_limits_the_services_but_not_the_choice_of_environments()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1", service: "shop")
            .Transaction("t2", service: "shop", with: batch => batch.Set(Fields.ServiceEnvironment, "staging"))
            .Transaction("t3", service: "other", with: batch => batch.Clear(Fields.ServiceEnvironment))
            .ToStoreAsync();

        var list = await new ServicesQuestion(store).AskAsync(s_period with { Environment = "staging" }, TestContext.Current.CancellationToken);

        var shop = Assert.Single(list.Services);
        Assert.Equal(1, shop.TransactionCount);
        Assert.Equal(["production", "staging"], shop.Environments);
        Assert.Equal(["production", "staging"], list.Environments);
    }

    [Fact]
    public async Task Events_outside_the_period_do_not_count()
    {
        var list = await AskAsync(new SampleEvents().Transaction("t1", at: -1).Transaction("t2", at: 10 * Minute));

        Assert.Empty(list.Services);
        Assert.Equal(0, list.TransactionCount);
    }

    [Fact]
    public async Task All_of_time_can_be_asked_for()
    {
        await using var store = await new SampleEvents().Transaction().ToStoreAsync();

        var list = await new ServicesQuestion(store).AskAsync(new Period(TimeRange.All), TestContext.Current.CancellationToken);

        var series = Assert.Single(list.Services).Series;
        Assert.InRange(series.Points.Count, 1, Intervals.InList + 1);
        Assert.Equal(1, series.Points.Sum(point => point.Count));
    }

    private static async Task<ServiceList> AskAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return await new ServicesQuestion(store).AskAsync(s_period, TestContext.Current.CancellationToken);
    }
}
