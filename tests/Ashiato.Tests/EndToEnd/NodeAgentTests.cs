namespace Ashiato.Tests.EndToEnd;

public sealed class NodeAgentTests
{
    private const string Token = "s3cret";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_to_an_application_with_the_real_agent_is_a_trace_with_its_query_and_its_call()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var postgres = await PostgresServer.StartAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);
        await using var stock = await NodeService.StartAsync("stock", ashiato.Server!, Token);
        await using var shop = await NodeService.StartAsync("shop", ashiato.Server!, Token, new()
        {
            ["DATABASE_URL"] = postgres.Url,
            ["STOCK_URL"] = stock.Url.ToString().TrimEnd('/'),
        });

        // The caller names the trace, so that the test knows which one to wait for.
        string traceId = Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Url, "items/7"));
        request.Headers.Add("traceparent", $"00-{traceId}-00f067aa0ba902b7-01");
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        Assert.Equal("""{"id":7,"name":"item 7","price":700,"count":21}""", await answer.Content.ReadAsStringAsync(Cancel));

        // Each service sends what has ended in its own time, and a span may come after the request that it belongs to.
        var trace = await Eventually.GetAsync("The trace with both services, the query and the call", async () =>
            await TraceJson.FindAsync(ashiato, traceId, Cancel) is { } found && Row(found, "shop", "transaction") is not null && Row(found, "stock", "transaction") is not null
                && found.Rows.Count(row => row.Service == "shop" && row.Kind == "span") >= 2
                ? found : null, Cancel);
        var query = Assert.Single(trace.Rows, row => row.Statement is not null);
        var call = Assert.Single(trace.Rows, row => row.Kind == "span" && row.Name.StartsWith("GET ", StringComparison.Ordinal));
        int request7 = IndexOf(trace, Row(trace, "shop", "transaction")!);
        Assert.Equal("SELECT id, name, price FROM items WHERE id = $1", query.Statement);
        Assert.Equal(("shop", request7), (query.Service, query.Parent));
        Assert.Equal(("shop", request7, $"{stock.Url}stock/7"), (call.Service, call.Parent, call.Url));
        Assert.Equal(IndexOf(trace, call), Row(trace, "stock", "transaction")!.Parent);
    }

    private static TraceRowJson? Row(TraceJson trace, string service, string kind) =>
        trace.Rows.FirstOrDefault(row => row.Service == service && row.Kind == kind);

    private static int IndexOf(TraceJson trace, TraceRowJson row) => trace.Rows.ToList().IndexOf(row);
}
