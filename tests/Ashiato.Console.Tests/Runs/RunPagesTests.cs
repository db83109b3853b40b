using System.Net;
using System.Text.RegularExpressions;
using Ashiato.Console.Tests.Frame;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;
using Ashiato.Settings.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Tests.Runs;

public sealed class RunPagesTests
{
    private const long Later = 600_000_000;

    private const string First = "from=2026-11-22T12%3A00%3A00.000000Z&to=2026-11-22T12%3A10%3A00.000000Z";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_runs_compares_the_newest_two_and_leads_to_each()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync("/runs");

        Assert.Contains("Run 1 → Run 2", html, StringComparison.Ordinal);
        Assert.Contains("is 17 times faster in GET /", html, StringComparison.Ordinal);
        Assert.Contains(First, html, StringComparison.Ordinal);
        Assert.Contains("best 20 in run 2", html, StringComparison.Ordinal);
        Assert.Contains(">Change</th><th class=\"gained-head", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_run_that_is_not_looked_at_offers_to_be_compared_with()
    {
        await using var pages = await StartAsync();
        var runs = pages.Services.GetRequiredService<RunStore>();
        await runs.AddAsync(static (_, number) => new Run { Number = number, FromMicros = SampleEvents.Noon + (2 * Later), ToMicros = SampleEvents.Noon + (3 * Later), ChangedAt = default }, Cancel);

        string html = await pages.GetAsync("/runs");

        Assert.Contains("Run 2 → Run 3", html, StringComparison.Ordinal);
        Assert.Equal("Run 1", Assert.Single(Regex.Matches(html, "title=\"Compare with ([^\"]+)\">Compare</a>")).Groups[1].Value);
    }

    [Fact]
    public async Task The_address_chooses_both_sides_as_on_every_page()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync($"/runs?{First}&compare=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z");

        Assert.Contains("Run 2 → Run 1", html, StringComparison.Ordinal);
        Assert.Contains("is 17 times slower in GET /", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_strip_of_every_page_flags_runs_and_the_pickers_name_them()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync($"/services?{First}&compare=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z");

        Assert.Contains("""<a class="b" href=""", html, StringComparison.Ordinal);
        Assert.Contains("""<a class="a" href=""", html, StringComparison.Ordinal);
        Assert.Contains("Best run so far", html, StringComparison.Ordinal);
        Assert.Matches("<span class=\"num clip\">\\s*Run 1\\s*</span>", html);
    }

    [Fact]
    public async Task Statements_stand_beside_those_of_the_run_that_is_compared_with()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync($"/statements?{First}&compare=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z");

        Assert.Contains("10 × 2.00 ms, 1.0", html, StringComparison.Ordinal);
        Assert.Contains("×17.0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_figure_of_one_statement_stands_beside_what_it_was()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync($"/statements?{First}&compare=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z&system=mysql&call={Uri.EscapeDataString(CallSamples.Statement)}");

        string facts = html[html.IndexOf("<span>p50", StringComparison.Ordinal)..html.IndexOf("Slowest calls", StringComparison.Ordinal)];
        Assert.Equal(4, facts.Split("×17.0").Length - 1);
    }

    [Theory]
    [InlineData("/explore?kind=transaction&by=transaction.name&", "+457%", "Count, before")]
    [InlineData("/logs?", "10 · −50%", "Lines, before")]
    [InlineData("/logs?view=patterns&", "−50%", "Lines, before")]
    [InlineData("/map?", "×17.0")]
    [InlineData("/services/shop/metrics?metric=queue.length&", "queue.length, before")]
    [InlineData("/statements?", "Before: 29% ×1.0", "+457%")]
    [InlineData("/services/shop/instances?", "+457%")]
    [InlineData("/services/shop/transactions?name=GET%20/&", "\"before\":[{", "Share, before")]
    public async Task Logs_metrics_groups_and_the_map_stand_beside_those_of_what_they_are_compared_with(string page, params string[] said)
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync($"{page}{First}&compare=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z");

        foreach (string text in said) Assert.Contains(text, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("data-previous", await pages.GetAsync($"{page}{First}"), StringComparison.Ordinal);
        // What is compared is named once, as what it is: the title of the panel says of what.
        Assert.Equal(html.Contains("<time-chart", StringComparison.Ordinal), html.Contains("<span>before</span></button>", StringComparison.Ordinal));
        Assert.DoesNotContain(", before</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_stands_alone_points_nowhere_and_masks_secrets()
    {
        await using var pages = await StartAsync();

        string html = await pages.GetAsync("/runs/2/report.html");

        Assert.Contains("Run 1 → Run 2", html, StringComparison.Ordinal);
        Assert.Contains(CallSamples.Statement, html, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", html, StringComparison.Ordinal);
        foreach (string pointer in (string[])["<script", "<link", "<img", "href=", "src=", "url(\"http", "@import"]) Assert.DoesNotContain(pointer, html, StringComparison.OrdinalIgnoreCase);
        await pages.GetAsync("/runs/9/report.html", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_that_agents_did_not_record_is_not_what_others_are_compared_with_and_one_without_requests_says_so()
    {
        await using var pages = await StartAsync();
        var runs = pages.Services.GetRequiredService<RunStore>();
        await runs.AddAsync(static (_, number) => new Run { Number = number, FromMicros = SampleEvents.Noon + (3 * Later), ToMicros = SampleEvents.Noon + (4 * Later), Score = 99, IsRecorded = false, ChangedAt = default }, Cancel);
        Assert.Contains("Run 1 → Run 2", await pages.GetAsync("/runs/2/report.html"), StringComparison.Ordinal);

        Assert.Contains("One of the two has no requests", await pages.GetAsync("/runs/2/report.html?with=3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_runs_the_page_says_how_to_get_some()
    {
        await using var pages = await PageServer.StartAsync(new SampleEvents().Transaction());

        Assert.Contains("There are no runs yet", await pages.GetAsync("/runs"), StringComparison.Ordinal);
        Assert.Contains("計測はまだありません", await pages.GetAsync("/runs?lang=ja", cookie: "lang=ja"), StringComparison.Ordinal);
    }

    private static async Task<PageServer> StartAsync()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, 39_000).Query($"qa{i}", i, 34_000, transaction: $"a{i}", with: ToDatabase);
        for (int i = 0; i < 10; i++) events.Transaction($"b{i}", Later + i, 7_000).Query($"qb{i}", Later + i, 2_000, transaction: $"b{i}", with: ToDatabase);
        for (int i = 0; i < 30; i++) events.Log("stock is low", i < 10 ? i : Later + i).Metric(at: i < 10 ? i : Later + i, with: batch => batch.Set(Ashiato.Model.Fields.Sample("queue.length"), (double)i));
        var pages = await PageServer.StartAsync(events);
        var runs = pages.Services.GetRequiredService<RunStore>();
        await runs.AddAsync(static (_, number) => new Run { Number = number, FromMicros = SampleEvents.Noon, ToMicros = SampleEvents.Noon + Later, Score = 10, ChangedAt = default }, Cancel);
        await runs.AddAsync(static (_, number) => new Run { Number = number, FromMicros = SampleEvents.Noon + Later, ToMicros = SampleEvents.Noon + (2 * Later), Score = 20, Memo = "index, password=hunter2", ChangedAt = default }, Cancel);
        return pages;

        static void ToDatabase(Ashiato.Model.EventBatchBuilder batch) => batch.Set(Ashiato.Model.Fields.SpanDestinationServiceResource, "mysql");
    }
}
