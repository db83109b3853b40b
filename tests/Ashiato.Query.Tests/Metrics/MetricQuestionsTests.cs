using Ashiato.Model;
using Ashiato.Query.Metrics;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Metrics;

public class MetricQuestionsTests
{
    private const long Second = 1_000_000;

    // A hundred seconds: intervals of one second.
    private static readonly Period s_period = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + (100 * Second)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Reports => new SampleEvents()
        .Metric(with: Sample("queue.size", 4, "a"))
        .Metric(with: Sample("queue.size", 8, "b"))
        .Metric(at: 10 * Second, with: Sample("queue.size", 10, "a"))
        .Metric(with: Sample("requests.total", 100, "a"))
        .Metric(at: 10 * Second, with: Sample("requests.total", 150, "a"))
        .Metric(at: 20 * Second, with: Sample("requests.total", 30, "a"))
        .Metric(at: 20 * Second, with: Sample("requests.total", 1_000, "b"))
        .Metric(service: "other", with: Sample("foreign", 1, "a"));

    [Fact]
    public async Task A_service_lists_what_it_reports()
    {
        await using var store = await Reports.ToStoreAsync();

        var fields = await new MetricFieldsQuestion(store).AskAsync("shop", s_period, Cancel);

        Assert.Equal(["queue.size", "requests.total"], fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData(MetricCalculation.Average, 6.0, 10.0)]
    [InlineData(MetricCalculation.Max, 8.0, 10.0)]
    [InlineData(MetricCalculation.Sum, 12.0, 10.0)]
    public async Task Reports_of_an_interval_become_one_number(MetricCalculation calculation, double first, double later)
    {
        var chart = await AskAsync("queue.size", calculation, null);

        var series = Assert.Single(chart.Series);
        Assert.Equal((first, later), (series.Values[0], series.Values[10]));
        Assert.Null(series.Values[5]);
    }

    [Fact]
    public async Task A_field_tells_lines_apart()
    {
        var chart = await AskAsync("queue.size", MetricCalculation.Average, "service.node.name");

        Assert.Equal([("a", 4.0), ("b", 8.0)], chart.Series.Select(series => (series.Group, series.Values[0]!.Value)).OrderBy(pair => pair.Group));
    }

    [Fact]
    public async Task A_counter_grows_for_each_instance_by_itself_and_begins_anew_when_it_falls()
    {
        var chart = await AskAsync("requests.total", MetricCalculation.Rate, null);

        Assert.Equal((5.0, 3.0), (chart.Series[0].Values[10], chart.Series[0].Values[20]));
    }

    private static Action<EventBatchBuilder> Sample(string name, double value, string node) => batch =>
    {
        batch.Set(Fields.ServiceNodeName, node);
        batch.Set(Fields.Sample(name), value);
    };

    private static async Task<MetricChart> AskAsync(string name, MetricCalculation calculation, string? by)
    {
        await using var store = await Reports.ToStoreAsync();
        return await new MetricQuestion(store).AskAsync("shop", new MetricField(name, false, 1), calculation, by, s_period, Cancel);
    }
}
