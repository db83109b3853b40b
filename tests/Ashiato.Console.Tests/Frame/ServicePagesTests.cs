using System.Text.RegularExpressions;
using Ashiato.Model;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Frame;

public sealed class ServicePagesTests
{
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
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}");

        Assert.Contains("href=\"/services/shop?from=", html, StringComparison.Ordinal);
        Assert.Contains("3 requests", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_the_range_one_sentence_and_one_action_remain()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

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
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services/shop?{PageServer.Range}{sort}");

        Assert.InRange(html.IndexOf($">{first}</a>", StringComparison.Ordinal), 0, html.IndexOf($">{second}</a>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Small_charts_of_transactions_come_after_their_table_which_keeps_their_room()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services/shop?{PageServer.Range}");
        string charts = await server.GetAsync(Regex.Match(html, "/panels/transaction-series\\?[^\"]+").Value);

        string row = Regex.Match(html, "<tr data-sparks=\"GET /orders\">.*?</tr>", RegexOptions.Singleline).Value;
        Assert.All((string[])["count", "failed", "average"], kind => Assert.Matches($"<svg[^>]* width=\"44\"[^>]* data-spark=\"{kind}\"[^>]*>\\s*</svg>", row));
        string drawn = Regex.Match(charts, "<div data-sparks=\"GET /orders\">.*?</div>", RegexOptions.Singleline).Value;
        Assert.All((string[])["count", "failed", "average"], kind => Assert.Matches($"<svg[^>]* data-spark=\"{kind}\"[^>]*>\\s*<path[^>]* d=\"M", drawn));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("&most=1", 1)]
    [InlineData("&compare=previous", 2)]
    public async Task As_many_small_charts_come_as_the_table_has_rows(string told, int rows)
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string charts = await server.GetAsync($"/panels/transaction-series?page=%2Fservices%2Fshop&type=request&{PageServer.Range}{told}");

        Assert.Equal(rows, Regex.Count(charts, "data-sparks="));
        Assert.Contains("data-sparks=\"GET /orders\"", charts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_shows_its_slowest_sample_first()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services/shop/transactions?name=GET%20%2Forders&type=request&{PageServer.Range}");

        Assert.Contains("1 of 2", html, StringComparison.Ordinal);
        Assert.Contains($"/api/traces/{SampleEvents.TraceId}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_band_without_samples_offers_to_clear_it()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services/shop/transactions?name=GET%20%2Forders&type=request&least=1&most=2&{PageServer.Range}");

        Assert.Contains("No request took so long.", html, StringComparison.Ordinal);
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
        await using var usual = await PageServer.StartAsync(PageServer.Shop);
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
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}&kql=service.name%3Anobody");

        Assert.Contains("Nothing in this time range matches the filter.", html, StringComparison.Ordinal);
        Assert.Matches("href=\"/services\\?from=[^\"&]+&to=[^\"&]+\"[^>]*>Clear the filter", html);
    }
}
