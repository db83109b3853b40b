using System.Net;
using System.Text.RegularExpressions;
using Ashiato.Console.Tests.Api;
using Ashiato.Model;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Frame;

public sealed class PagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Shop => new SampleEvents()
        .Transaction("t1", takes: 351_000, name: "GET /orders")
        .Transaction("t2", at: 1_000_000, takes: 5_000, name: "GET /health")
        .Transaction("t3", at: 2_000_000, takes: 90_000, name: "GET /orders", with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure));

    [Fact]
    public async Task The_root_leads_to_the_services()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/?lang=ja", UriKind.Relative), Cancel);

        Assert.Equal("/services?lang=ja", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_empty_store_shows_the_lines_to_copy_and_waits()
    {
        await using var server = await PageServer.StartAsync();

        string html = await server.GetAsync("/services?agent=node");

        Assert.Contains("Waiting for the first request", html, StringComparison.Ordinal);
        Assert.Contains("npm install elastic-apm-node", html, StringComparison.Ordinal);
        Assert.Contains("<first-trace", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_of_the_range_lead_to_their_pages()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}");

        Assert.Contains("href=\"/services/shop?from=", html, StringComparison.Ordinal);
        Assert.Contains("3 requests", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_the_range_one_sentence_and_one_action_remain()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync("/services?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");

        Assert.Contains("No request in this time range.", html, StringComparison.Ordinal);
        Assert.Contains("Show the last 7 days", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "GET /orders", "GET /health")]
    [InlineData("&sort=average&order=up", "GET /health", "GET /orders")]
    [InlineData("&sort=name", "GET /health", "GET /orders")]
    public async Task The_address_sorts_the_transactions(string sort, string first, string second)
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services/shop?{PageServer.Range}{sort}");

        Assert.InRange(html.IndexOf($">{first}</a>", StringComparison.Ordinal), 0, html.IndexOf($">{second}</a>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transaction_shows_its_slowest_sample_first()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services/shop/transactions?name=GET%20%2Forders&type=request&{PageServer.Range}");

        Assert.Contains("1 of 2", html, StringComparison.Ordinal);
        Assert.Contains($"/api/traces/{SampleEvents.TraceId}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_band_without_samples_offers_to_clear_it()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services/shop/transactions?name=GET%20%2Forders&type=request&least=1&most=2&{PageServer.Range}");

        Assert.Contains("No request took so long.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_is_found_at_any_time()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}");

        Assert.Contains("<h1><span class=\"clip\" title=\"GET /orders\">GET /orders", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_back_from_an_old_trace_leads_to_its_time()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}");

        Assert.Contains("href=\"/services/shop?from=2026-11-22T11%3A30%3A00", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_an_old_trace_the_way_leads_to_its_time_whatever_range_was_chosen_before()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?from=now-15m&environment=production");

        Assert.Contains("href=\"/services/shop?environment=production&from=2026-11-22T11%3A30%3A00", html, StringComparison.Ordinal);
        Assert.DoesNotContain("from=now-15m&environment=production&from=2026", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_leads_to_its_logs_its_map_its_spans_and_the_metrics_of_its_time()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?{PageServer.Range}");

        Assert.Matches($"/logs\\?from=[^\"]+&kql=trace.id%20%3A%20%22{SampleEvents.TraceId}%22", html);
        Assert.Matches($"/map\\?from=[^\"]+&trace={SampleEvents.TraceId}", html);
        Assert.Matches($"/explore\\?from=[^\"]+&kind=span&kql=trace.id", html);
        Assert.Contains("Metrics of shop at that time", html, StringComparison.Ordinal);
        Assert.Contains($"/traces/{SampleEvents.TraceId}", await server.GetAsync($"/map?trace={SampleEvents.TraceId}&{PageServer.Range}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_of_a_trace_leads_to_all_calls_like_it()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction().Query("a", 100));

        using var found = await server.Client.GetAsync(new Uri($"/traces/{SampleEvents.TraceId}/spans/a/alike", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, found.StatusCode);
        string page = found.Headers.Location!.ToString();
        Assert.StartsWith("/services/shop/statements?", page, StringComparison.Ordinal);
        // It is as old as the sample: the range lies around it.
        Assert.Contains("from=2026-11-22T11%3A30", page, StringComparison.Ordinal);
        Assert.Contains("id=\"call\"", await server.GetAsync(page), StringComparison.Ordinal);
        await server.GetAsync($"/traces/{SampleEvents.TraceId}/spans/nobody/alike", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("en", "A parent that never came")]
    [InlineData("ja", "届かなかった親")]
    public async Task A_trace_whose_beginning_never_came_is_named_by_what_is_missing(string language, string title)
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction("t2", parent: "t1", name: "GET /stock"));

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?lang={language}");

        Assert.Contains($"<h1><span class=\"clip\" title=\"{title}\">{title}", html, StringComparison.Ordinal);
        Assert.Contains($"<title>{title} · Ashiato</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_is_not_there_is_not_found_and_waited_for()
    {
        await using var server = await PageServer.StartAsync(Shop);

        Assert.Contains("Nothing of the trace ffff is known yet. This page opens it as soon as something has come.", await server.GetAsync("/traces/ffff", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_by_id_leads_to_the_trace()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/traces/open?id=%20abc%20", UriKind.Relative), Cancel);

        Assert.Equal("/traces/abc", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_address_without_a_page_says_so_in_the_frame()
    {
        await using var server = await PageServer.StartAsync();

        string html = await server.GetAsync("/no/such/page", HttpStatusCode.NotFound);

        Assert.Contains("There is no page at this address.", html, StringComparison.Ordinal);
        Assert.Contains("class=\"rail\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_events_are_text_and_never_markup()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction(name: "</script><script>alert(1)</script>"));

        using var response = await server.Client.GetAsync(new Uri($"/services?{PageServer.Range}", UriKind.Relative), Cancel);

        Assert.DoesNotContain("<script>alert", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Expected a number or a date, but found 'and'.")]
    [InlineData("ja", "数値または日時が必要ですが、「and」があります。")]
    public async Task What_is_wrong_with_a_query_is_said_in_the_readers_language(string language, string sentence)
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}&lang={language}&kql=transaction.duration.us%20%3E%20and");

        Assert.Contains(sentence, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statements_stand_in_short_before_any_script_runs()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction("t1", takes: 5_000).Query("q", 0));

        string html = await server.GetAsync($"/statements?{PageServer.Range}");

        Assert.Contains("<span class=\"muted\">SELECT </span>users<span class=\"muted\"> WHERE id = ?</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"line\"><span class=\"kw\">FROM</span> <span>users</span>\n</span>", await server.GetAsync($"/statements?{PageServer.Range}&call={Uri.EscapeDataString(CallSamples.Statement)}&system=mysql"), StringComparison.Ordinal);
        // Copies have the whole of it.
        Assert.Contains($"data-text=\"{CallSamples.Statement}\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?lang=ja", null, "ja")]
    [InlineData("", "language=ja", "ja")]
    [InlineData("?lang=en", "language=ja", "en")]
    [InlineData("?lang=xx", null, "en")]
    public async Task The_language_comes_from_the_address_or_was_chosen_before(string query, string? cookie, string language)
    {
        await using var server = await PageServer.StartAsync();

        Assert.Contains($"<html lang=\"{language}\"", await server.GetAsync("/services" + query, cookie: cookie), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_choice_the_browsers_preference_decides()
    {
        await using var server = await PageServer.StartAsync();
        server.Client.DefaultRequestHeaders.Add("Accept-Language", "en;q=0.5, ja-JP;q=0.9");

        Assert.Contains("最初のリクエストを待っています", await server.GetAsync("/services"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chosen_theme_is_in_the_first_byte_of_every_later_page()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/services?theme=dark", UriKind.Relative), Cancel);

        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("theme=dark;", StringComparison.Ordinal));
        Assert.Contains("data-theme=\"dark\"", await server.GetAsync("/setup", cookie: "theme=dark"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_stand_closer_and_times_are_told_in_utc_where_the_reader_chose_so()
    {
        await using var server = await PageServer.StartAsync(Shop);
        const string zone = "zone=Asia%2FTokyo";

        string usual = await server.GetAsync($"/traces?{PageServer.Range}", cookie: zone);
        string chosen = await server.GetAsync($"/traces?{PageServer.Range}&density=compact&clock=utc", cookie: zone);
        string later = await server.GetAsync($"/traces?{PageServer.Range}", cookie: zone + "; density=compact; clock=utc");

        Assert.Contains("data-density=\"normal\" data-clock=\"local\"", usual, StringComparison.Ordinal);
        Assert.Contains("21:00:00", usual, StringComparison.Ordinal);
        foreach (string html in (string[])[chosen, later])
        {
            Assert.Contains("data-density=\"compact\" data-clock=\"utc\"", html, StringComparison.Ordinal);
            Assert.Contains("12:00:00", html, StringComparison.Ordinal);
            Assert.DoesNotContain("21:00:00", html, StringComparison.Ordinal);
        }
        // A cookie remembers them: links do not carry them on.
        Assert.DoesNotMatch("href=\"/services[^\"]*density=", chosen);
    }

    [Theory]
    [InlineData("/services/shop")]
    [InlineData("/services/shop/transactions?name=GET%20%2F&type=request")]
    [InlineData("/traces?compare=previous")]
    public async Task While_the_store_is_away_its_panels_say_so_in_a_page_that_stands(string path)
    {
        await using var server = await PageServer.StartAsync(other: new UnreadableStore());

        string html = await server.GetAsync(path);

        Assert.Contains("The store could not be read: The disk is gone.", html, StringComparison.Ordinal);
        Assert.Contains("class=\"rail\"", html, StringComparison.Ordinal);
        Assert.Contains("All environments", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_of_a_dependency_has_its_spread_and_its_slowest_calls()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction()
            .Span("SELECT", with: batch => batch.Set(Fields.SpanDestinationServiceResource, "mysql/shop")).Span("COMMIT", at: 5, with: batch => batch.Set(Fields.SpanDestinationServiceResource, "mysql/shop")));
        string whole = await server.GetAsync($"/dependencies/details?resource=mysql%2Fshop&{PageServer.Range}");
        string path = Regex.Match(whole, "/dependencies/details\\?[^\"]*operation=SELECT[^\"]*").Value;

        string html = await server.GetAsync(path);

        Assert.Contains(">SELECT</span></h1>", html, StringComparison.Ordinal);
        Assert.Matches($"/traces/{SampleEvents.TraceId}\\?[^\"]*span=SELECT", html);
        Assert.DoesNotContain("span=COMMIT", html, StringComparison.Ordinal);
        Assert.Contains("class=\"histogram\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(" d=\"[^\"]*@", html);
    }

    [Theory]
    [InlineData("en", "By name")]
    [InlineData("ja", "名前ごと")]
    public async Task Traces_are_brought_together_by_what_began_them(string language, string byName)
    {
        await using var server = await PageServer.StartAsync(Shop.Transaction("t4", parent: "t1", service: "cart", name: "GET /cart"));

        Assert.Contains(byName, await server.GetAsync($"/traces?{PageServer.Range}&lang={language}"), StringComparison.Ordinal);
        string html = await server.GetAsync($"/traces?view=names&{PageServer.Range}&lang={language}");

        // 441 ms against 5 ms: what takes most time stands first, and what others called is none of it.
        Assert.InRange(html.IndexOf(">GET /orders</a>", StringComparison.Ordinal), 0, html.IndexOf(">GET /health</a>", StringComparison.Ordinal));
        Assert.Contains(">441 ms</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /cart", html, StringComparison.Ordinal);
        Assert.Contains("/services/shop/transactions?", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Runtime", "Pod")]
    [InlineData("ja", "ランタイム", "Pod")]
    public async Task A_service_tells_what_it_runs_on(string language, string runtime, string pod)
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction(with: batch =>
        {
            batch.Set(Fields.ServiceRuntimeName, "node");
            batch.Set(Fields.ServiceRuntimeVersion, "24.1.0");
            batch.Set(Fields.KubernetesPodName, "shop-7f");
        }));

        Assert.Contains("/panels/service-facts?", await server.GetAsync($"/services/shop?{PageServer.Range}"), StringComparison.Ordinal);
        string html = await server.GetAsync($"/panels/service-facts?page=%2Fservices%2Fshop&{PageServer.Range}&lang={language}");

        Assert.Matches($"<dt>{runtime}</dt><dd><a [^>]+>node</a> <span class=\"muted\">24.1.0</span></dd>", html);
        Assert.Matches($"<dt>{pod}</dt><dd><a href=\"/services/shop\\?[^\"]*kql=kubernetes.pod.name[^\"]*\"[^>]*>shop-7f</a></dd>", html);
        Assert.DoesNotContain("<dt>Cloud</dt>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_names_hold_values_is_led_to_the_rules_that_bring_them_together()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 101; i++) events.Transaction($"t{i}", at: i, name: $"GET /items/{i}.json");
        await using var server = await PageServer.StartAsync(events);

        string html = await server.GetAsync($"/services/shop/transactions?{PageServer.Range}");

        Assert.Contains("101 names: with ids", html, StringComparison.Ordinal);
        Assert.Matches("/routes\\?from=[^\"]*service=shop", html);
        await using var usual = await PageServer.StartAsync(Shop);
        Assert.DoesNotContain("names: with ids", await usual.GetAsync($"/services/shop/transactions?{PageServer.Range}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_no_environment_can_be_chosen_where_others_name_one()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction().Transaction("t4", service: "cart", with: batch => batch.Clear(Fields.ServiceEnvironment)));

        string html = await server.GetAsync($"/services?{PageServer.Range}&environment=%28none%29");

        Assert.Contains("No environment", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/services/cart?", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/services/shop?", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_is_cleared_with_one_click()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}&kql=service.name%3Anobody");

        Assert.Contains("Nothing in this time range matches the filter.", html, StringComparison.Ordinal);
        Assert.Matches("href=\"/services\\?from=[^\"&]+&to=[^\"&]+\"[^>]*>Clear the filter", html);
    }

    [Fact]
    public async Task A_page_runs_nothing_that_does_not_come_from_the_console()
    {
        await using var server = await PageServer.StartAsync(Shop);

        using var response = await server.Client.GetAsync(new Uri($"/services/shop?{PageServer.Range}", UriKind.Relative), Cancel);

        Assert.StartsWith("default-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("style=", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("css/tables.css")]
    [InlineData("js/frame.js")]
    [InlineData("lib/uplot/uPlot.esm.js")]
    [InlineData("traces/waterfall.js")]
    public async Task What_pages_load_is_there_and_is_kept_by_browsers(string path)
    {
        await using var server = await PageServer.StartAsync();
        string known = Regex.Match(await server.GetAsync("/services"), @"/_built/\w+/").Value;

        using var response = await server.Client.GetAsync(new Uri(known + path, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_page_from_before_an_upgrade_gets_the_assets_of_now_and_does_not_keep_them()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/_built/0123456789ab/js/frame.js", UriKind.Relative), Cancel);
        using var missing = await server.Client.GetAsync(new Uri("/_built/0123456789ab/js/gone.js", UriKind.Relative), Cancel);

        Assert.Equal((HttpStatusCode.OK, true), (response.StatusCode, response.Headers.CacheControl?.NoCache));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_copied_link_carries_absolute_times()
    {
        await using var server = await PageServer.StartAsync(Shop);

        string html = await server.GetAsync("/services?from=now-7d");

        Assert.Matches(@"data-copy=""http://127\.0\.0\.1:\d+/services\?from=\d{4}-", html);
    }
}
