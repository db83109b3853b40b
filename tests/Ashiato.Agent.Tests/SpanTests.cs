using System.Diagnostics;
using Ashiato.Intake.Tests;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;

namespace Ashiato.Agent.Tests;

/// <summary>What activities hold arrives as spans.</summary>
public sealed class SpanTests
{
    /// <summary>One of the libraries that emit activities themselves.</summary>
    private static readonly ActivitySource s_source = new("MassTransit", "2.1");

    /// <summary>Longer than what fits into the shortest form of a field.</summary>
    private static readonly string s_longName = "a_name_" + new string('n', 130);

    [Fact]
    public async Task Attributes_of_all_kinds_arrive_as_what_they_are()
    {
        string longText = new('鶴', 40_000);
        var (transaction, _) = await RunAsync(activity => activity
            .SetTag("count", 7).SetTag("far", long.MinValue).SetTag("share", 0.25).SetTag("is_new", true).SetTag("name", "足跡 🐾").SetTag("empty", "")
            .SetTag("price", 12.5m).SetTag("day", DayOfWeek.Friday).SetTag("sizes", new[] { 1, 2 }).SetTag("names", new object?[] { "a", null, "b" }).SetTag("broken", new Broken())
            .SetTag("long", longText).SetTag(s_longName, "x"));

        Assert.Equal((7, long.MinValue, 0.25), (transaction.Number(Fields.NumericLabel("count")), transaction.Number(Fields.NumericLabel("far")), transaction.Number(Fields.NumericLabel("share"))));
        Assert.Equal(("足跡 🐾", "12.5", "Friday"), (transaction.Text(Fields.Label("name")), transaction.Text(Fields.Label("price")), transaction.Text(Fields.Label("day"))));
        Assert.Equal("true", transaction.Text(Fields.Label("is_new")));
        Assert.StartsWith("(InvalidOperationException", transaction.Text(Fields.Label("broken")), StringComparison.Ordinal);
        Assert.StartsWith("鶴", transaction.Text(Fields.Label("long")), StringComparison.Ordinal);
        Assert.Equal("x", transaction.Text(Fields.Label(s_longName)));
        Assert.Equal("", transaction.Text(Fields.Label("empty")) ?? "");
    }

    [Fact]
    public async Task No_span_is_larger_than_the_queue_has_room_for()
    {
        string text = new('x', 30_000);
        var (transaction, _) = await RunAsync(activity =>
        {
            for (int i = 0; i < 200; i++) activity.SetTag($"long_{i}", text);
        });

        // What was left out came last.
        Assert.Equal(transaction.Text(Fields.Label("long_0"))!.Length, transaction.Text(Fields.Label("long_1"))!.Length);
        Assert.Null(transaction.Text(Fields.Label("long_100")));
    }

    [Fact]
    public async Task Status_events_and_links_arrive_also_from_libraries_that_say_their_status_in_tags()
    {
        const string Link = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var (transaction, others) = await RunAsync(activity =>
        {
            activity.SetTag("otel.status_code", "ERROR").SetTag("otel.status_description", "sold out").AddLink(new ActivityLink(ActivityContext.Parse(Link, null), new ActivityTagsCollection { ["part"] = 3 }));
            activity.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.type"] = "Shop.SoldOut", ["exception.message"] = "no chairs" }));
        });

        Assert.Equal("failure", transaction.Text(Fields.EventOutcome));
        Assert.Null(transaction.Text(Fields.Label("otel_status_code")));
        Assert.Equal("no chairs", Assert.Single(others, row => row.Text(Fields.ProcessorEvent) == Fields.Events.Error).Text(Fields.ErrorExceptionMessage));
        Assert.Contains("b7ad6b7169203331", transaction.Text(Fields.SpanLinks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_says_its_name_and_version_with_its_spans()
    {
        var (transaction, _) = await RunAsync(static _ => { });

        Assert.Equal(("MassTransit", "2.1"), (transaction.Text(Fields.ServiceFrameworkName), transaction.Text(Fields.ServiceFrameworkVersion)));
    }

    private static async Task<(EventRow Transaction, IReadOnlyList<EventRow> Others)> RunAsync(Action<Activity> describe)
    {
        await using var server = await IntakeServer.StartAsync();
        await using var shop = await TracedApplication.StartAsync(server.Address, static _ => { });
        using (var activity = s_source.StartActivity("work", ActivityKind.Consumer)) describe(activity!);
        return await server.TraceOfAsync("work");
    }

    private sealed class Broken
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
