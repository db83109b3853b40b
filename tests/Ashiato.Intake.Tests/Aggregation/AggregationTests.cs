using System.Text.Json.Nodes;
using Ashiato.Intake.Tests.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Aggregation;

/// <summary>Events become metrics, published when their interval is over and when the server stops.</summary>
public sealed class AggregationTests
{
    private const string AllIntervals = "1m,10m,60m";
    private const string At = "\"timestamp\":1136214245000000"; // 2006-01-02T15:04:05Z
    private const string Metadata =
        """{"metadata":{"service":{"name":"systemtest","agent":{"name":"go","version":"0.0.0"},"language":{"name":"go","version":"2.0"},"runtime":{"name":"gc","version":"2.0"}},"system":{"detected_hostname":"beowulf","platform":"minix"}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactions_become_the_expected_metrics()
    {
        string[] lines = [Metadata, .. Enumerable.Range(0, 15).Select(i => Transaction(i < 5 ? "abc" : "def"))];

        var metrics = await MetricsAsync(lines);

        AssertExpected("TestTransactionAggregation", metrics, "transaction", hit => (string?)hit["service.name"]![0] == "systemtest");
        var whole = metrics.Where(row => row.Text(Fields.MetricsetName) == "service_transaction").ToList();
        Assert.Equal(["1m", "10m", "60m"], whole.Select(row => row.Text(Fields.MetricsetInterval)));
        Assert.All(whole, row => Assert.Equal((15, "backend"), (row.Int64(Fields.DocCount)!.Value, row.Text(Fields.TransactionType))));
    }

    [Fact]
    public async Task Spans_with_a_destination_become_the_expected_metrics()
    {
        const string labelled = """{"metadata":{"service":{"name":"systemtest","agent":{"name":"go","version":"0.0.0"},"language":{"name":"go"}},"labels":{"company":"elastic","department_name":"apm","organization":"observability"}}}""";
        string span = Line("span", "\"parent_id\":\"0000000000000001\",\"name\":\"name\",\"type\":\"type\",\"duration\":1000,\"outcome\":\"success\",\"context\":{\"destination\":{\"service\":{\"resource\":\"resource\"}}}");

        var metrics = await MetricsAsync([labelled, .. Enumerable.Repeat(span, 5)]);

        AssertExpected("TestServiceDestinationAggregation", metrics, "service_destination", _ => true);
    }

    [Fact]
    public async Task Every_event_of_a_service_makes_its_summary()
    {
        string error = Line("error", "\"parent_id\":\"0000000000000001\",\"log\":{\"message\":\"no\"}");

        var metrics = await MetricsAsync([Metadata, error, error]);

        AssertExpected("TestServiceSummaryMetricsAggregation", metrics, "service_summary", _ => true);
        Assert.Equal(3, metrics.Count);
    }

    [Fact]
    public async Task Services_beyond_the_limit_are_counted_together()
    {
        var metrics = new List<EventRow>();
        await using (var server = await StartAsync(options => options.Aggregation.MaxServices = 2))
        {
            foreach (string environment in new[] { "prod", "test", "staging", "else", "else" })
            {
                string metadata = $"{{\"metadata\":{{\"service\":{{\"name\":\"systemtest\",\"environment\":\"{environment}\",\"agent\":{{\"name\":\"go\",\"version\":\"0.0.0\"}},\"language\":{{\"name\":\"go\"}}}}}}}}";
                using var answer = await server.PostAsync(Body(metadata, Line("error", "\"parent_id\":\"0000000000000001\",\"log\":{\"message\":\"no\"}")));
            }
            await server.StopAsync();
            metrics.AddRange(MetricsOf(server));
        }

        AssertExpected("TestServiceSummaryMetricsAggregationOverflow", metrics, "service_summary", _ => true);
    }

    [Fact]
    public async Task What_finds_no_room_in_short_intervals_may_find_it_in_long_ones()
    {
        // One service with events of ten minutes is ten in a minute's metrics, and one in an hour's.
        string[] lines = [Metadata, .. Enumerable.Range(0, 10).Select(minute => Transaction("abc").Replace("1136214245000000", $"{1136214000000000 + (minute * 60_000_000L)}", StringComparison.Ordinal))];

        var metrics = await MetricsAsync(lines, options => options.Aggregation.MaxServices = 3);

        var whole = metrics.Where(row => row.Text(Fields.MetricsetName) == "service_transaction").ToLookup(row => row.Text(Fields.MetricsetInterval)!, row => (row.Text(Fields.ServiceName), row.Int64(Fields.DocCount)));
        Assert.Equal([("systemtest", 1), ("systemtest", 1), ("systemtest", 1), ("_other", 7)], whole["1m"]);
        Assert.Equal([("systemtest", 10)], whole["10m"]);
        Assert.Equal([("systemtest", 10)], whole["60m"]);
    }

    [Fact]
    public async Task Services_without_room_count_once_in_an_interval_whenever_their_events_came()
    {
        var time = new SteppingTime();
        await using var server = await StartAsync(options => options.Aggregation.MaxServices = 1, time: time);
        for (int minute = 0; minute < 3; minute++)
        {
            foreach (string service in new[] { "systemtest", "else" })
            {
                using var answer = await server.PostAsync(Body(Metadata.Replace("systemtest", service, StringComparison.Ordinal), Line("transaction", TransactionFields("abc"))));
                await server.Store.Arrivals.ReadAsync(Cancel);
            }
            await AdvanceAsync(time, server, metricBatches: 1);
        }
        await server.StopAsync();

        var overflows = MetricsOf(server).Where(row => row.Text(Fields.MetricsetName) == "service_summary" && row.Text(Fields.ServiceName) == "_other").ToList();
        Assert.Equal(["1m", "1m", "1m", "10m", "60m"], overflows.Select(row => row.Text(Fields.MetricsetInterval)));
        Assert.All(overflows, row => Assert.Equal(1, row.Int64(Fields.ServiceSummaryAggregationOverflowCount)));
    }

    [Fact]
    public async Task A_target_without_anything_is_a_destination()
    {
        string span = Line("span", "\"parent_id\":\"0000000000000001\",\"name\":\"name\",\"type\":\"type\",\"duration\":1000,\"context\":{\"service\":{\"target\":{\"type\":\"\"}}}");

        var metric = Assert.Single(await MetricsAsync([Metadata, span], intervals: "1m"), row => row.Text(Fields.MetricsetName) == "service_destination");

        Assert.Equal(("", 1), (metric.Text(Fields.ServiceTargetType), metric.Int64(Fields.DocCount)));
    }

    [Fact]
    public async Task Groups_beyond_the_limit_of_a_service_are_counted_together()
    {
        string[] lines = [Metadata, .. Enumerable.Range(0, 6).Select(i => Transaction($"name {i % 5}"))];

        var metrics = await MetricsAsync(lines, options => options.Aggregation.MaxTransactionGroups = 20, "1m");

        var other = Assert.Single(metrics, row => row.Text(Fields.TransactionName) == "_other");
        Assert.Equal(3, other.Int64(Fields.TransactionAggregationOverflowCount));
        Assert.Equal(3, other.Int64(Fields.DocCount));
        Assert.Equal("systemtest", other.Text(Fields.ServiceName));
        Assert.Equal(2, metrics.Count(row => row.Text(Fields.TransactionName)?.StartsWith("name", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Weights_are_honoured_with_their_fractions()
    {
        string[] lines = [Metadata, .. Enumerable.Repeat(Transaction("abc", "\"sample_rate\":0.4"), 3)];

        var metric = Assert.Single(await MetricsAsync(lines, intervals: "1m"), row => row.Text(Fields.MetricsetName) == "transaction");

        // Three times 2.5.
        Assert.Equal(8, metric.Int64(Fields.DocCount));
        Assert.Equal("{\"sum\":8,\"value_count\":8}", metric.Text(Fields.ObjectSample("event.success_count")));
    }

    [Theory]
    [InlineData("success", "{\"sum\":9,\"value_count\":9}", "{\"sum\":8,\"value_count\":8}")]
    [InlineData("failure", "{\"sum\":0,\"value_count\":9}", "{\"sum\":0,\"value_count\":8}")]
    [InlineData("unknown", null, null)]
    public async Task Transactions_of_one_outcome_succeed_as_often_as_their_histogram_counts(string outcome, string? ofGroup, string? ofService)
    {
        // Weights of 2.5 in three buckets: each of them is rounded.
        string[] lines = [Metadata, .. Enumerable.Range(1, 3).Select(i => Transaction("abc", "\"sample_rate\":0.4").Replace("\"duration\":1000", $"\"duration\":{i}000", StringComparison.Ordinal).Replace("success", outcome, StringComparison.Ordinal))];

        var metrics = await MetricsAsync(lines, intervals: "1m");

        var success = Fields.ObjectSample("event.success_count");
        Assert.Equal((9, ofGroup), metrics.Where(row => row.Text(Fields.MetricsetName) == "transaction").Select(row => (row.Int64(Fields.DocCount), row.Text(success))).Single());
        Assert.Equal((9, ofService), metrics.Where(row => row.Text(Fields.MetricsetName) == "service_transaction").Select(row => (row.Int64(Fields.DocCount), row.Text(success))).Single());
    }

    [Fact]
    public async Task A_transaction_longer_than_any_bucket_leaves_a_document_that_stands_for_none()
    {
        var metrics = await MetricsAsync([Metadata, Transaction("abc").Replace("\"duration\":1000", "\"duration\":90000000", StringComparison.Ordinal)], intervals: "1m");

        var metric = Assert.Single(metrics, row => row.Text(Fields.MetricsetName) == "transaction");
        Assert.Equal(("{\"values\":[],\"counts\":[]}", false), (metric.Text(Fields.TransactionDurationHistogram), metric.Has(Fields.DocCount)));
    }

    [Fact]
    public async Task Destinations_beyond_the_limit_count_as_the_groups_that_they_are_and_transactions_as_what_happened()
    {
        string[] lines =
        [
            Metadata,
            .. Enumerable.Range(0, 9).Select(i => Line("span", $"\"parent_id\":\"0000000000000001\",\"name\":\"n{i % 3}\",\"type\":\"db\",\"duration\":1,\"context\":{{\"service\":{{\"target\":{{\"type\":\"redis\"}}}}}}")),
            .. Enumerable.Range(0, 9).Select(i => Transaction($"n{i % 3}")),
        ];

        var metrics = await MetricsAsync(lines, options => (options.Aggregation.MaxServiceDestinationGroups, options.Aggregation.MaxTransactionGroups) = (10, 10), "1m");

        var destinations = Assert.Single(metrics, row => row.Text(Fields.ServiceTargetName) == "_other");
        Assert.Equal((2, 2, 6), (destinations.Int64(Fields.ServiceDestinationAggregationOverflowCount), destinations.Int64(Fields.DocCount), destinations.Int64(Fields.SpanDestinationServiceResponseTimeCount)));
        var transactions = Assert.Single(metrics, row => row.Text(Fields.TransactionName) == "_other");
        Assert.Equal((2, 6, false), (transactions.Int64(Fields.TransactionAggregationOverflowCount), transactions.Int64(Fields.DocCount), transactions.Has(Fields.ObjectSample("event.success_count"))));
    }

    [Fact]
    public async Task An_unsampled_transaction_counts_though_it_is_not_kept()
    {
        await using var server = await StartAsync();
        using var answer = await server.PostAsync(Body(Metadata, Transaction("abc", "\"sampled\":false,\"sample_rate\":0"), Transaction("abc", "\"sampled\":false,\"sample_rate\":0.5")));
        await server.StopAsync();

        Assert.DoesNotContain(server.Stored, row => row.Text(Fields.ProcessorEvent) == "transaction");
        // A rate of 0 says that others stand for it.
        Assert.All(MetricsOf(server).Where(row => row.Text(Fields.MetricsetName) == "transaction"), row => Assert.Equal(2, row.Int64(Fields.DocCount)));
    }

    [Fact]
    public async Task A_composite_span_counts_as_often_as_it_happened()
    {
        string span = Line("span", "\"parent_id\":\"0000000000000001\",\"name\":\"Calls to redis\",\"type\":\"db\",\"duration\":70,\"sample_rate\":0.5,\"composite\":{\"count\":50,\"sum\":60,\"compression_strategy\":\"same_kind\"},\"context\":{\"service\":{\"target\":{\"type\":\"redis\"}}}");

        var metric = Assert.Single(await MetricsAsync([Metadata, span], intervals: "1m"), row => row.Text(Fields.MetricsetName) == "service_destination");

        Assert.Equal((100, 120_000), (metric.Int64(Fields.SpanDestinationServiceResponseTimeCount), metric.Int64(Fields.SpanDestinationServiceResponseTimeSumUs)));
    }

    [Fact]
    public async Task Spans_that_an_agent_dropped_count_by_its_statistics()
    {
        string transaction = Transaction("abc",
            "\"sample_rate\":0.5,\"dropped_spans_stats\":[{\"destination_service_resource\":\"redis\",\"service_target_type\":\"redis\",\"outcome\":\"failure\",\"duration\":{\"count\":3,\"sum\":{\"us\":700}}}]");

        var metric = Assert.Single(await MetricsAsync([Metadata, transaction], intervals: "1m"), row => row.Text(Fields.MetricsetName) == "service_destination");

        Assert.Equal((6, 1_400), (metric.Int64(Fields.SpanDestinationServiceResponseTimeCount), metric.Int64(Fields.SpanDestinationServiceResponseTimeSumUs)));
        Assert.Equal(("redis", "failure", null), (metric.Text(Fields.ServiceTargetType), metric.Text(Fields.EventOutcome), metric.Text(Fields.SpanName)));
    }

    [Fact]
    public async Task A_label_that_an_event_overrides_does_not_tell_its_metrics_apart()
    {
        const string labelled = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"0.0.0"}},"labels":{"zone":"a","size":3}}}""";

        var metrics = await MetricsAsync([labelled, Transaction("abc"), Transaction("abc", "\"context\":{\"tags\":{\"zone\":\"b\"}}")], intervals: "1m");

        var transactions = metrics.Where(row => row.Text(Fields.MetricsetName) == "transaction").ToList();
        Assert.Equal([null, "a"], transactions.Select(row => row.Text(Fields.Label("zone"))).Order());
        Assert.All(transactions, row => Assert.Equal(3, row.Number(Fields.NumericLabel("size"))));
    }

    [Fact]
    public async Task An_empty_label_of_a_stream_tells_its_metrics_apart()
    {
        const string labelled = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"0.0.0"}},"labels":{"zone":""}}}""";

        var metrics = await MetricsAsync([labelled, Transaction("abc")], intervals: "1m");

        Assert.All(metrics, row => Assert.Equal("", row.Text(Fields.Label("zone"))));
    }

    [Fact]
    public async Task What_passes_between_decoder_and_metrics_is_not_stored()
    {
        const string labelled = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"0.0.0"}},"labels":{"zone":"a"}}}""";
        await using var server = await StartAsync();
        using var answer = await server.PostAsync(Body(labelled, Transaction("abc")));

        Assert.DoesNotContain(server.Stored.SelectMany(row => row.Batch.Columns), column => column.Field.Name.StartsWith('_') && column.Field != Fields.DocCount);
    }

    [Fact]
    public async Task Metrics_are_published_when_their_interval_is_over_and_longer_ones_add_them_up()
    {
        var time = new SteppingTime();
        await using var server = await StartAsync(time: time);
        for (int minute = 0; minute < 10; minute++)
        {
            using var answer = await server.PostAsync(Body(Metadata, Line("transaction", TransactionFields("abc"))));
            await server.Store.Arrivals.ReadAsync(Cancel);
            await AdvanceAsync(time, server, metricBatches: minute == 9 ? 2 : 1);
        }

        var counts = MetricsOf(server).Where(row => row.Text(Fields.MetricsetName) == "transaction")
            .Select(row => (row.Text(Fields.MetricsetInterval)!, row.Int64(Fields.DocCount)!.Value)).ToList();

        Assert.Equal([.. Enumerable.Repeat(("1m", 1L), 10), ("10m", 10L)], counts);
    }

    [Fact]
    public async Task Metrics_that_the_store_refuses_are_offered_again_under_the_same_identity()
    {
        var time = new SteppingTime();
        var store = new RecordingStore { RefusesFirst = 1 };
        await using var server = await StartAsync(options => options.Aggregation.Intervals = "1m", store, time);
        var refused = await RefusedAsync(server, time, TimeSpan.FromMinutes(1));
        await server.StopAsync();

        var kept = await store.Arrivals.ReadAsync(Cancel);
        Assert.Equal(refused.Id, kept.Id);
        Assert.Single(MetricsOf(server), row => row.Text(Fields.MetricsetName) == "transaction");
    }

    [Fact]
    public async Task Metrics_that_the_store_refuses_wait_a_minute_however_long_the_interval_is()
    {
        var time = new SteppingTime();
        var store = new RecordingStore { RefusesFirst = 1 };
        await using var server = await StartAsync(options => options.Aggregation.Intervals = "60m", store, time);
        var refused = await RefusedAsync(server, time, TimeSpan.FromHours(1));
        while (!time.HasTimers) await Task.Yield();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(refused.Id, (await store.Arrivals.ReadAsync(Cancel)).Id);
    }

    /// <summary>The metrics of an event, which the store refuses when their interval ends.</summary>
    private static async Task<EventBatch> RefusedAsync(IntakeServer server, SteppingTime time, TimeSpan interval)
    {
        // The event itself is never stored: only its metrics are.
        using var answer = await server.PostAsync(Body(Metadata, Line("transaction", TransactionFields("abc") + ",\"sampled\":false")));
        while (!time.HasTimers) await Task.Yield();
        time.Advance(interval);
        return await server.Store.Refusals.ReadAsync(Cancel);
    }

    private static async Task AdvanceAsync(SteppingTime time, IntakeServer server, int metricBatches)
    {
        // The publisher waits for the next minute once its timer is set.
        while (!time.HasTimers) await Task.Yield();
        time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < metricBatches; i++) await server.Store.Arrivals.ReadAsync(Cancel);
    }

    private static Task<IntakeServer> StartAsync(Action<IntakeOptions>? configure = null, RecordingStore? store = null, TimeProvider? time = null) =>
        IntakeServer.StartAsync(
            options =>
            {
                options.Aggregation.Intervals = AllIntervals;
                configure?.Invoke(options);
            }, store, time);

    private static async Task<List<EventRow>> MetricsAsync(string[] lines, Action<IntakeOptions>? configure = null, string intervals = AllIntervals)
    {
        await using var server = await StartAsync(options =>
        {
            options.Aggregation.Intervals = intervals;
            configure?.Invoke(options);
        });
        using var answer = await server.PostAsync(Body(lines));
        Assert.Equal(202, (int)answer.StatusCode);
        await server.StopAsync();
        return MetricsOf(server);
    }

    private static List<EventRow> MetricsOf(IntakeServer server) => [.. server.Stored.Where(row => row.Has(Fields.MetricsetInterval))];

    private static byte[] Body(params string[] lines) => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [.. lines, ""]));

    private static string TransactionFields(string name) => $"\"name\":\"{name}\",\"type\":\"backend\",\"duration\":1000,\"outcome\":\"success\",\"span_count\":{{\"started\":0}}";

    private static string Transaction(string name, string further = "") => Line("transaction", $"{TransactionFields(name)},{At}{(further.Length == 0 ? "" : "," + further)}");

    private static string Line(string kind, string fields) =>
        $"{{\"{kind}\":{{\"id\":\"0000000000000002\",\"trace_id\":\"{Lines.TraceId}\",{fields}{(fields.Contains("timestamp", StringComparison.Ordinal) || kind == "transaction" ? "" : "," + At)}}}}}";

    private static void AssertExpected(string golden, List<EventRow> metrics, string name, Func<JsonNode, bool> isMeant)
    {
        string[] dynamic = ["observer.hostname", "observer.version"];
        var expected = Corpus.Json($"aggregation/{golden}.approved.json").AsArray().Where(hit => isMeant(hit!)).Select(hit => SearchHit.Expected(hit!, dynamic)).ToList();
        var actual = metrics.Where(row => row.Text(Fields.MetricsetName) == name).Select(SearchHit.Of).ToList();
        foreach (var document in actual) document.Remove("_doc_count");
        Assert.Equal(expected.Count, actual.Count);
        foreach (var document in expected)
        {
            var nearest = actual.MinBy(stored => SearchHit.Differences(document, stored, dynamic).Count())!;
            actual.Remove(nearest);
            Assert.Empty(SearchHit.Differences(document, nearest, dynamic));
        }
    }
}
