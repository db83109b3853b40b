using Ashiato.Intake.Sampling;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>Traces are kept whole or not at all, whatever comes between.</summary>
public sealed class TailSamplerTests : IAsyncDisposable
{
    private static readonly SamplingPolicy s_all = new() { SampleRate = 1 };
    private static readonly SamplingPolicy s_none = new() { SampleRate = 0 };

    private readonly RecordingStore _store = new();
    private readonly SteppingTime _time = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

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
    public async Task What_waits_goes_on_waiting_after_a_restart()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 20)));

        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(10, Kept().Count);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
    }

    [Fact]
    public async Task What_was_decided_stays_decided_after_a_restart()
    {
        await using var server = Server(new SamplingPolicy { SampleRate = 0.5 });
        // A trace of somebody else's keeps the file there.
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            builder.Append(TraceEvents.Whole(Enumerable.Range(0, 20)));
            builder.Append(TraceEvents.Spans(99));
        }));
        await server.DecideAsync();
        var before = Kept();

        await server.RestartAsync();
        await server.DecideAsync();
        await server.TakeAsync([.. Enumerable.Range(0, 20).Select(trace => TraceEvents.Spans(trace))]);
        await server.DecideAsync();

        Assert.Equal(before.Keys.OrderBy(trace => trace.Value), Kept().Keys.OrderBy(trace => trace.Value));
        Assert.All(Kept().Values, events => Assert.Equal(4, events));
    }

    [Fact]
    public async Task A_kill_before_anything_is_published_loses_and_doubles_nothing()
    {
        var store = new RecordingStore { RefusesFirst = 1 };
        await using var server = new SamplingServer(store, _time, s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 20)));
        await Assert.ThrowsAsync<Storage.StoreBusyException>(server.DecideAsync);

        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(40, EventsOf(store));
    }

    [Fact]
    public async Task A_kill_before_what_was_published_is_noted_publishes_it_under_the_same_identities()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Batch(builder =>
        {
            builder.Append(TraceEvents.Whole(Enumerable.Range(0, 20)));
            builder.Append(TraceEvents.Spans(99));
        }));
        await server.DecideAsync();
        var first = PublishedIds();

        await server.RestartAsync(() => File.WriteAllText(server.DecisionsPath, File.ReadAllLines(server.DecisionsPath)[0] + "\n"));
        await server.DecideAsync();

        // The store keeps a batch once; the recording shows that it came twice.
        Assert.Equal([.. first, .. first], PublishedIds());
    }

    [Fact]
    public async Task A_record_that_was_not_written_to_its_end_is_left_out_and_the_rest_is_kept()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 5)), TraceEvents.Whole(Enumerable.Range(5, 5)));

        await server.RestartAsync(() =>
        {
            string path = Directory.EnumerateFiles(server.Options.Directory, "*.events").Single();
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length - 1);
        });
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(10, 5)));
        await server.DecideAsync();

        Assert.Equal(Enumerable.Range(0, 5).Concat(Enumerable.Range(10, 5)).Select(TraceEvents.Trace), Kept().Keys.OrderBy(trace => trace.Value));
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 0)]
    public async Task The_disk_is_bounded_and_events_beyond_pass_or_are_dropped_as_whole_traces(bool discards, int passed)
    {
        await using var first = Server(new SamplingPolicy { SampleRate = 0.001 });
        await using var server = await SamplingServer.WithAsync(first, options => new TailSamplingOptions
        {
            Policies = options.Policies,
            Directory = Path.Combine(options.Directory, "bounded"),
            StorageLimitBytes = 4_096,
            DiscardsOnWriteFailure = discards,
        });
        await server.TakeAsync(TraceEvents.Spans(1_000));

        await server.TakeAsync([.. Enumerable.Range(0, 5).Select(i => TraceEvents.Whole(Enumerable.Range(i * 100, 100)))]);

        Assert.InRange(server.EventBytes, 1, 4_096);
        Assert.True(Kept().Count >= passed);
        Assert.All(Kept().Values, events => Assert.Equal(2, events));
        int before = Kept().Count;
        await server.TakeAsync(TraceEvents.Spans(499));
        Assert.Equal(discards ? 0 : 4, Kept().GetValueOrDefault(TraceEvents.Trace(499)));
        Assert.Equal(before, Kept().Count);
    }

    [Fact]
    public async Task What_nobody_decides_about_is_forgotten_in_time()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Spans(1));
        await server.DecideAsync();
        Assert.NotEqual(0, server.EventBytes);

        _time.Advance(TimeSpan.FromMinutes(31));
        await server.DecideAsync();

        Assert.Equal(0, server.EventBytes);
        Assert.Empty(Kept());
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
    public async Task What_waits_after_a_restart_waits_longer_than_one_interval()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Spans(1));

        await server.RestartAsync();
        await server.DecideAsync();
        await server.TakeAsync(TraceEvents.Root(1));
        await server.DecideAsync();

        Assert.Equal((TraceEvents.Trace(1), 3), Assert.Single(Kept().Select(pair => (pair.Key, pair.Value))));
        Assert.Equal(0, server.EventBytes);
    }

    [Fact]
    public async Task What_comes_after_a_restart_is_not_taken_for_what_was_decided_before_it()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole([1]), TraceEvents.Whole([2]), TraceEvents.Whole([3]));
        await server.DecideAsync();
        Assert.Equal(0, server.EventBytes);

        await server.RestartAsync();
        await server.TakeAsync(TraceEvents.Whole([4]));
        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal(2, Kept().GetValueOrDefault(TraceEvents.Trace(4)));
    }

    [Fact]
    public async Task Events_still_wait_when_the_server_was_killed_before_it_wrote_the_first_of_a_file()
    {
        await using var server = Server(s_none);

        await server.RestartAsync(() => File.WriteAllText(Path.Combine(server.Options.Directory, $"{0:D20}.events"), ""));
        await server.TakeAsync(TraceEvents.Spans(1));

        Assert.Empty(Kept());
        Assert.NotEqual(0, server.EventBytes);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_any_more_keeps_no_other_trace_back()
    {
        await using var server = Server(s_all);
        await server.TakeAsync(TraceEvents.Whole([1]));
        using (var file = new FileStream(Directory.EnumerateFiles(server.Options.Directory, "*.events").Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            byte[] zeros = new byte[file.Length];
            file.Write(zeros);
        }
        await server.TakeAsync(TraceEvents.Whole([2]));

        await server.DecideAsync();

        Assert.Equal(TraceEvents.Trace(2), Assert.Single(Kept()).Key);
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

    [Fact]
    public async Task The_disk_is_free_again_when_everything_is_decided()
    {
        await using var server = Server(s_none, s_all);
        await server.TakeAsync(TraceEvents.Whole(Enumerable.Range(0, 100)));
        await server.DecideAsync();

        Assert.Equal(0, server.EventBytes);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_second_server_cannot_use_the_same_directory()
    {
        await using var server = Server(s_all);
        var options = server.Options;

        var refusal = Assert.Throws<TailSamplingException>(() => new TailSampler(
            options, _store, new SharedDecisions(_store, new IntakeOptions(), _time), _time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, new Random(1)));

        Assert.Contains("Each server needs one of its own", refusal.Message, StringComparison.Ordinal);
    }

    private SamplingServer Server(params SamplingPolicy[] policies) => new(_store, _time, policies);

    private static int EventsOf(RecordingStore store) => store.Events.Count(row => row.Has(Fields.TraceId));

    private List<BatchId> PublishedIds() => [.. _store.Events.Where(row => row.Has(Fields.TraceId)).Select(row => row.Batch).Distinct().Select(batch => batch.Id)];

    private Dictionary<EventId, int> Kept() =>
        _store.Events.Where(row => row.Has(Fields.TraceId)).GroupBy(row => row.Id(Fields.TraceId)).ToDictionary(trace => trace.Key, trace => trace.Count());
}
