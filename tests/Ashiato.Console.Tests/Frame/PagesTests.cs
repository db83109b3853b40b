using System.Net;
using System.Text.RegularExpressions;
using Ashiato.Console.Frame;
using Ashiato.Console.Tests.Api;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Frame;

public sealed class PagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_root_leads_to_the_services()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/?lang=ja", UriKind.Relative), Cancel);

        Assert.Equal("/services?lang=ja", response.Headers.Location?.ToString());
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
    public async Task An_address_without_a_page_is_told_as_its_query_asks()
    {
        await using var server = await PageServer.StartAsync();

        string html = await server.GetAsync("/no/such/page?theme=dark&lang=ja&density=compact&clock=utc", HttpStatusCode.NotFound);

        Assert.Contains("<html lang=\"ja\" data-theme=\"dark\" data-theme-choice=\"dark\" data-density=\"compact\" data-clock=\"utc\"", html, StringComparison.Ordinal);
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
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/services?{PageServer.Range}&lang={language}&kql=transaction.duration.us%20%3E%20and");

        Assert.Contains(sentence, html, StringComparison.Ordinal);
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
        await using var server = await PageServer.StartAsync(PageServer.Shop);
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
    public async Task A_page_that_anybody_may_see_brings_no_cookie_and_may_be_kept_for_the_way_back()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        using var response = await server.Client.GetAsync(new Uri($"/services/shop?{PageServer.Range}", UriKind.Relative), Cancel);

        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.NotEqual(true, response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_page_runs_nothing_that_does_not_come_from_the_console()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        using var response = await server.Client.GetAsync(new Uri($"/services/shop?{PageServer.Range}", UriKind.Relative), Cancel);

        Assert.StartsWith("default-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("style=", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_names_the_rules_by_which_browsers_draw_pages_ahead()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);
        using var page = await server.Client.GetAsync(new Uri($"/services?{PageServer.Range}", UriKind.Relative), Cancel);
        string address = page.Headers.GetValues(PagesAhead.Header).Single().Trim('"');

        using var rules = await server.Client.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        Assert.Equal("application/speculationrules+json", rules.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", rules.Headers.CacheControl?.ToString());
        string text = await rules.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("\"/services/*\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/settings", text, StringComparison.Ordinal);
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
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync("/services?from=now-7d");

        Assert.Matches(@"data-copy=""http://127\.0\.0\.1:\d+/services\?from=\d{4}-", html);
    }
}
