using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ashiato.Agent.Telemetry;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace Ashiato.Agent.Tests;

/// <summary>What the time of transactions went to.</summary>
public sealed class BreakdownTests
{
    private static readonly DateTime s_start = new(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Each_kind_of_work_of_a_request_arrives_as_a_breakdown_of_it()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("items/{id:int}", async (int id) =>
        {
            await using var db = new SqliteConnection("Data Source=:memory:").Traced();
            await db.OpenAsync();
            await using var command = db.CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync();
            await command.ExecuteScalarAsync();
            using (Tracing.BeginSpan("render")) return id;
        }), "MetricsInterval=50ms");

        await shop.GetAsync("/items/7");

        var database = await BreakdownAsync("db");
        var own = await BreakdownAsync("app");
        Assert.Equal(("GET /items/{id}", "request", "sqlite"), (database.Text(Fields.TransactionName), database.Text(Fields.TransactionType), database.Text(Fields.SpanSubtype)));
        Assert.True(database.Number(Fields.SpanSelfTimeSumUs) > 0);
        Assert.Equal(("metric", "shop", "GET /items/{id}"), (own.Text(Fields.ProcessorEvent), own.Text(Fields.ServiceName), own.Text(Fields.TransactionName)));
        Assert.False(own.Has(Fields.Label("transaction_name")));

        Task<EventRow> BreakdownAsync(string type) => server.FindAsync(row => row.Text(Fields.MetricsetName) == "span_breakdown" && row.Text(Fields.SpanType) == type && row.Text(Fields.SpanSubtype) != "internal");
    }

    [Fact]
    public async Task Without_metrics_or_when_it_was_said_so_there_is_none()
    {
        await using var server = await IntakeServer.StartAsync();
        await using (var shop = await TracedApplication.StartAsync(server.Address, app => app.MapGet("items", () => ""), "MetricsInterval=50ms", "BreakdownMetrics=false"))
        {
            await shop.GetAsync("/items");
            await server.FindAsync(row => row.Has(Fields.Sample("ashiato.agent.lost_spans")));
        }

        await server.TraceOfAsync("GET /items");
        Assert.DoesNotContain(server.Stored, row => row.Has(Fields.SpanSelfTimeSumUs));
    }

    [Fact]
    public void What_runs_beside_something_else_counts_once_and_what_runs_inside_of_something_counts_for_itself()
    {
        using var listener = new ActivityListener { ShouldListenTo = static source => source.Name == "Ashiato.Agent", Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var measured = new Dictionary<string, long>();
        using var breakdown = new Breakdown();
        using var meters = Listen(measured);
        using var request = Begin("GET /", 0, ActivityKind.Server);
        using var first = Begin("first", 10).SetTag("db.system.name", "mysql");
        using var inner = Begin("inner", 20).SetTag("http.request.method", "GET");
        End(breakdown, inner, 30);
        Activity.Current = request;
        using var second = Begin("second", 40).SetTag("db.system.name", "mysql");
        End(breakdown, first, 50);
        End(breakdown, second, 60);
        Activity.Current = request;
        using var late = Begin("late", 90);
        End(breakdown, request, 100);
        End(breakdown, late, 110);
        meters.RecordObservableInstruments();

        // 10 to 60 and 90 to 100 were others' time; the first statement waited for the inner call.
        Assert.Equal(new() { ["db/mysql"] = 50_000, ["external/http"] = 10_000, ["app/"] = 40_000 }, measured);
    }

    [Fact]
    public void What_was_added_up_is_told_once_and_beyond_the_capacity_at_once()
    {
        using var meter = new Meter(Breakdown.MeterName);
        var spent = new SpentTime(meter.CreateCounter<long>("spent"));
        var measured = new Dictionary<string, long>();
        using var meters = Listen(measured);
        var work = new SpentTime.Work("GET /", "request", "db", "mysql");
        spent.Add(work, 30);
        spent.Add(work, 12);
        Assert.Empty(measured);

        spent.Tell();
        spent.Tell();
        Assert.Equal(new() { ["db/mysql"] = 42 }, measured);
        for (int i = 0; i < 1_000; i++) spent.Add(new SpentTime.Work($"GET /{i}", "request", "app", null), 1);
        Assert.Equal(new() { ["db/mysql"] = 42, ["app/"] = 1 }, measured);
        spent.Tell();
        Assert.Equal(new() { ["db/mysql"] = 42, ["app/"] = 1_000 }, measured);
    }

    private static Activity Begin(string name, int millis, ActivityKind kind = ActivityKind.Internal)
    {
        var activity = Sources.Own.CreateActivity(name, kind)!.SetStartTime(s_start.AddMilliseconds(millis)).Start();
        Breakdown.OnStart(activity);
        return activity;
    }

    private static void End(Breakdown breakdown, Activity activity, int millis)
    {
        activity.SetEndTime(s_start.AddMilliseconds(millis));
        breakdown.OnEnd(activity);
    }

    private static MeterListener Listen(Dictionary<string, long> measured)
    {
        var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, all) =>
            {
                if (instrument.Meter.Name == Breakdown.MeterName) all.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            string kind = "", subtype = "";
            foreach (var (key, tag) in tags)
            {
                if (key == "span.type") kind = (string)tag!;
                else if (key == "span.subtype") subtype = (string)tag!;
            }
            measured[$"{kind}/{subtype}"] = measured.GetValueOrDefault($"{kind}/{subtype}") + value;
        });
        meters.Start();
        return meters;
    }
}
