using Ashiato.Model;
using Ashiato.Query.Breakdown;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Breakdown;

public class TimeByTypeQuestionTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    [Fact]
    public async Task What_agents_report_is_own_time_and_goes_before_what_spans_took()
    {
        var time = await AskAsync(new SampleEvents().Span("s1", takes: 999).Metric(with: Reported("db", "mysql", 300)).Metric(with: Reported("app", null, 100)), s_minute);

        Assert.True(time.IsOwnTime);
        Assert.Equal([("db", "mysql", 0.75), ("app", null, 0.25)], time.Types.Select(type => (type.Type, type.Subtype, type.Share)));
        Assert.Equal(300, time.Types[0].Micros.Sum());
    }

    [Fact]
    public async Task Without_reports_what_spans_took_is_added_up()
    {
        var time = await AskAsync(new SampleEvents().Span("s1", takes: 100).Span("s2", takes: 50, with: batch => batch.Set(Fields.SpanType, "external")), s_minute);

        Assert.False(time.IsOwnTime);
        Assert.Equal([("db", 100.0), ("external", 50.0)], time.Types.Select(type => (type.Type, type.TotalMicros)));
    }

    [Fact]
    public async Task A_query_asks_spans_because_reports_know_nothing_of_it()
    {
        var where = Filter.Is(Fields.SpanName, "s1");

        var time = await AskAsync(new SampleEvents().Span("s1", takes: 100).Span("s2", takes: 50).Metric(with: Reported("db", null, 999)), s_minute with { Where = where });

        Assert.Equal([100.0], time.Types.Select(type => type.TotalMicros));
    }

    private static Action<EventBatchBuilder> Reported(string type, string? subtype, long micros) => batch =>
    {
        batch.Set(Fields.MetricsetName, "span_breakdown");
        batch.Set(Fields.SpanType, type);
        if (subtype is not null) batch.Set(Fields.SpanSubtype, subtype);
        batch.Set(Fields.SpanSelfTimeSumUs, micros);
    };

    private static async Task<TimeByType> AskAsync(SampleEvents events, Period period)
    {
        await using var store = await events.ToStoreAsync();
        return await new TimeByTypeQuestion(store).AskAsync("shop", null, period, TestContext.Current.CancellationToken);
    }
}
