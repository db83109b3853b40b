using Ashiato.Console.Tests.Frame;
using Ashiato.Model;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Transactions;

/// <summary>Versions, common values and the flame graph beside those of another time: of ten minutes, and of the ten before.</summary>
public sealed class ComparedTransactionTests
{
    private const long Later = 600_000_000;

    private const string Now = "from=2026-11-22T12:10:00Z&to=2026-11-22T12:20:00Z", Compared = $"{Now}&compare=previous";

    [Fact]
    public async Task A_version_stands_beside_the_only_one_that_ran_before()
    {
        await using var pages = await PageServer.StartAsync(Halved("1.0", "2.0"));

        Assert.Contains("""<span class="delta down" title="4.00 ms">−50%</span>""", await VersionsAsync(pages, Compared), StringComparison.Ordinal);
        Assert.DoesNotContain("delta", await VersionsAsync(pages, Now), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_that_do_not_run_any_more_are_named_with_what_they_took()
    {
        await using var pages = await PageServer.StartAsync(Halved("1.0", "1.0").Transaction("old", 5, 9_000, with: Of("0.9")));

        string versions = await VersionsAsync(pages, Compared);

        Assert.Contains("0.9 <span class=\"badge line\">not any more</span>", versions, StringComparison.Ordinal);
        Assert.Contains(">9.00 ms</td>", versions, StringComparison.Ordinal);
        Assert.Contains("−50%", versions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_slow_requests_have_in_common_stands_beside_how_many_had_it_before()
    {
        // Slow were requests from everywhere, of which a quarter came from the north; now all of them come from there.
        var events = new SampleEvents();
        for (int i = 0; i < 200; i++) events.Transaction($"a{i}", i, i < 20 ? 40_000 : 2_000, with: From(i % 4 == 0 ? "north" : "south"));
        for (int i = 0; i < 200; i++) events.Transaction($"b{i}", Later + i, i < 20 ? 20_000 : 2_000, with: From(i < 20 ? "north" : "south"));
        await using var pages = await PageServer.StartAsync(events);

        string html = await pages.GetAsync($"/panels/correlations?page=/services/shop/transactions&name=GET%20/&p95=10000&p95Before=20000&{Compared}");

        Assert.Contains("<b>north</b>", html, StringComparison.Ordinal);
        Assert.Matches("""(?s)100%</td>\s*<td class="r num quiet">0%</td>\s*<td class="r num quiet">25%</td>""", html);
        Assert.DoesNotContain("25%", await pages.GetAsync($"/panels/correlations?page=/services/shop/transactions&name=GET%20/&p95=10000&{Now}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_flame_graph_asks_for_the_other_traces_of_the_same_band_and_version()
    {
        await using var pages = await PageServer.StartAsync(Halved("1.0", "2.0"));

        string html = await pages.GetAsync($"/services/shop/transactions?name=GET%20/&{Now}&compare=version:1.0");

        Assert.Matches("data-url-before=\"/api/transactions/flame\\?service=shop&name=GET%20%2F&from=2026-11-22T11%3A50[^\"]*kql=service.version%20%3A%20%221.0%22\"", html);
        Assert.Contains("data-flame-differences", html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-flame-differences", await pages.GetAsync($"/services/shop/transactions?name=GET%20/&{Now}"), StringComparison.Ordinal);
    }

    // The newer requests take half as long.
    private static SampleEvents Halved(string before, string after)
    {
        var events = new SampleEvents();
        for (int i = 0; i < 60; i++) events.Transaction($"a{i}", i, 4_000, with: Of(before)).Transaction($"b{i}", Later + i, 2_000, with: Of(after));
        return events;
    }

    private static async Task<string> VersionsAsync(PageServer pages, string period)
    {
        string html = await pages.GetAsync($"/services/shop/instances?{period}");
        return html[html.IndexOf("id=\"versions\"", StringComparison.Ordinal)..];
    }

    private static Action<EventBatchBuilder> Of(string version) => batch => batch.Set(Fields.ServiceVersion, version);

    private static Action<EventBatchBuilder> From(string region) => batch => batch.Set(Fields.Label("region"), region);
}
