using Ashiato.Intake.Sampling;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>Traces are kept whole or not at all, whatever comes between.</summary>
public sealed class TailSamplerTests : SamplingScene
{
    [Fact]
    public async Task The_share_of_a_policy_is_kept_and_all_events_of_those_traces()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.25 });
        await server.TakeAsync([.. Enumerable.Range(0, 100).Select(trace => TraceEvents.Spans(trace))]);
        await server.TakeAsync([.. Enumerable.Range(0, 100).Select(trace => TraceEvents.Root(trace))]);
        await server.TakeAsync([.. Enumerable.Range(0, 100).Select(trace => TraceEvents.Spans(trace, count: 1, service: "stock"))]);
        Assert.Empty(Kept());

        await server.DecideAsync();

        Assert.Equal(25, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(4, events));
    }

    [Fact]
    public async Task Each_event_that_is_not_kept_is_counted_once_for_its_service_whenever_it_came()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0, ServiceName = "health" }, new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Root(trace)), TraceEvents.Spans(3, service: "stock"), TraceEvents.Root(77, service: "health")]);
        await server.DecideAsync();
        await server.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Spans(trace)), TraceEvents.Spans(77, service: "health")]);
        await server.DecideAsync();

        int taken = 10 + 2 + 1 + 20 + 2;
        Assert.Equal(3, server.LeftOut["health"]);
        Assert.Equal(taken, server.LeftOut.Values.Sum() + Kept().Values.Sum());

        // What was left out before a restart is not said again.
        var before = server.LeftOut.ToArray();
        await server.RestartAsync();
        Assert.Equal(before, server.LeftOut);
    }

    [Fact]
    public async Task Events_that_come_after_the_decision_follow_it()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Root(trace))]);
        await server.DecideAsync();
        await server.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Spans(trace))]);
        await server.DecideAsync();

        Assert.Equal(5, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(3, events));
    }

    [Theory]
    [InlineData("service.name: shop")]
    [InlineData("service.environment: production")]
    [InlineData("trace.name: GET /pay")]
    [InlineData("trace.outcome: failure")]
    [InlineData("trace.duration.min: 500ms")]
    [InlineData("fields: {span.db.instance: orders}")]
    [InlineData("fields: {span.db.rows_affected: {min: 100}}")]
    [InlineData("fields: {span.db.rows_affected: 100}")]
    [InlineData("fields: {numeric_labels.items: 3}")]
    [InlineData("fields: {labels.tier: gold, numeric_labels.items: {min: 3, max: 3}}")]
    public async Task A_policy_keeps_what_it_describes(string criteria)
    {
        var options = TailSamplingFile.Parse(new StringReader($"policies:\n- {{sample_rate: 1, {criteria}}}\n- sample_rate: 0"), "test.yaml", "unused");
        await using var server = Server([.. options.Policies]);
        await server.TakeAsync(
            TraceEvents.Root(1, service: "shop", environment: "production", name: "GET /pay", outcome: "failure", duration: TimeSpan.FromMilliseconds(500)),
            TraceEvents.Spans(1, further: builder =>
            {
                builder.Set(Fields.SpanDbInstance, "orders");
                builder.Set(Fields.SpanDbRowsAffected, 100L);
                builder.Set(Fields.Label("tier"), "gold");
                builder.Set(Fields.NumericLabel("items"), 3.0);
            }),
            TraceEvents.Root(2, service: "other", duration: TimeSpan.FromMilliseconds(499)),
            TraceEvents.Spans(2, further: builder =>
            {
                builder.Set(Fields.SpanDbInstance, "users");
                builder.Set(Fields.SpanDbRowsAffected, 99L);
                builder.Set(Fields.Label("tier"), "gold");
                builder.Set(Fields.NumericLabel("items"), 4.0);
            }));

        await server.DecideAsync();

        Assert.Equal((TraceEvents.Trace(1), 3), Assert.Single(Kept().Select(pair => (pair.Key, pair.Value))));
    }

    [Fact]
    public async Task Slow_traces_are_more_likely_to_be_kept()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 1_000), trace => trace < 500 ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1)));

        await server.DecideAsync();

        Assert.Equal(500, Kept().Count);
        Assert.InRange(Kept().Keys.Count(trace => trace.Value > 500), 475, 500);
    }

    [Fact]
    public async Task Errors_metrics_logs_and_transactions_without_sampling_pass()
    {
        await using var server = Server(s_none);
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            foreach (string kind in new[] { Fields.Events.Error, Fields.Events.Metric, Fields.Events.Log, Fields.Events.Transaction })
            {
                TraceEvents.Begin(builder, kind, trace: 1);
                if (kind == Fields.Events.Transaction) builder.Set(Fields.TransactionSampled, false);
                builder.EndRow();
            }
        }));

        Assert.Equal(4, _store.Events.Count);
    }

    [Fact]
    public async Task Two_servers_with_one_store_keep_a_trace_whole()
    {
        await using var front = Server(new SamplingPolicy { SampleRate = 0.5 });
        await using var back = Server(new SamplingPolicy { SampleRate = 0.5 });
        await front.TakeAsync([.. Enumerable.Range(0, 40).Select(trace => TraceEvents.Root(trace))]);
        await back.TakeAsync([.. Enumerable.Range(0, 40).Select(trace => TraceEvents.Spans(trace, service: "stock"))]);

        await back.DecideAsync();
        Assert.Empty(Kept());
        await front.DecideAsync();
        await back.DecideAsync();
        await back.TakeAsync([.. Enumerable.Range(0, 40).Select(trace => TraceEvents.Spans(trace, count: 1, service: "stock"))]);

        Assert.Equal(20, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(4, events));
    }

    [Fact]
    public async Task A_trace_that_waits_stays_whole_when_another_of_its_batch_is_dropped_at_once()
    {
        await using var server = Server(s_none with { ServiceName = "health" }, s_all);
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            // As agents send it: the spans, and then the transaction that they are of.
            builder.Append(TraceEvents.Spans(1));
            builder.Append(TraceEvents.Spans(2, service: "health"));
            builder.Append(TraceEvents.Root(2, service: "health"));
        }));
        await server.DecideAsync();
        await server.TakeAsync(TraceEvents.Root(1), TraceEvents.Whole([3]));
        await server.DecideAsync();

        Assert.Equal([(TraceEvents.Trace(1), 3), (TraceEvents.Trace(3), 2)], Kept().Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key.Value));
        Assert.Equal(0, server.EventBytes);
    }

    [Fact]
    public async Task What_another_server_keeps_is_kept_whatever_is_drawn_here()
    {
        await using var front = Server(s_all);
        await using var back = Server(new SamplingPolicy { SampleRate = 0.1 });
        await front.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Root(trace))]);
        // A proxy that begins traces anew: both servers have a root.
        await back.TakeAsync([.. Enumerable.Range(0, 10).Select(trace => TraceEvents.Root(trace, service: "proxy"))]);
        await front.DecideAsync();
        await back.DecideAsync();

        Assert.Equal(10, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
    }

    [Fact]
    public async Task Short_traces_are_drawn_whenever_they_came()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 1_000), _ => TimeSpan.FromMicroseconds(1)));
        await server.DecideAsync();

        Assert.Equal(500, Kept().Count);
        Assert.InRange(Kept().Keys.Count(trace => trace.Value <= 500), 200, 300);
    }
}
