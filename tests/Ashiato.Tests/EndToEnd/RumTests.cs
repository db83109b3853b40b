using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

public sealed class RumTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_page_of_another_origin_reports_its_load_with_the_real_agent(int version)
    {
        using var data = new TemporaryFolder();
        await using var site = await PageSite.StartAsync(Cancel);
        await using var browser = await Browser.OpenAsync();
        // Where agents need a secret, pages do without.
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--rum", "on", "--secret-token", "s3cret", "--rum-services", "shop-page");

        await browser.Page.GotoAsync(site.Url(ashiato.Server!, version));

        string traceId = await Eventually.GetAsync("The trace of the page load", async () =>
        {
            var traces = JsonElement.Parse(await ashiato.Http.GetStringAsync(new Uri(ashiato.Console!, "api/traces"), Cancel));
            return traces.GetArrayLength() == 0 ? null : traces[0].GetProperty("traceId").GetString();
        }, Cancel);
        var trace = await TraceJson.FindAsync(ashiato, traceId, Cancel);
        var load = Assert.Single(trace!.Rows, row => row.Kind == "transaction");
        Assert.Equal("shop-page", load.Service);
        Assert.Contains(trace.Rows, row => row.Kind == "span" && row.Parent == trace.Rows.ToList().IndexOf(load));
        Assert.Empty(browser.Errors);
    }
}
