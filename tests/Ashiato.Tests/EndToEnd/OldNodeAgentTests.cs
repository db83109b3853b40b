using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;

namespace Ashiato.Tests.EndToEnd;

public sealed class OldNodeAgentTests
{
    private const string Token = "s3cret";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Earlier_major_versions_of_the_real_agent_report_requests_with_their_spans_and_errors(int major)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);
        await using var stock = await NodeService.StartOldAsync(major, ashiato.Server!, Token);

        Assert.Equal("""{"count":0}""", await ashiato.Http.GetStringAsync(new Uri(stock.Url, "stock/0"), Cancel));

        using var client = new HttpClient { BaseAddress = ashiato.Store };
        await using var store = new RemoteEventStore(client);
        var events = await Eventually.GetAsync("Two transactions, two spans and an error", async () =>
        {
            var rows = (await store.QueryAsync(new RowQuery { Limit = 1_000 }, Cancel)).Rows.Rows.Where(row => row.Has(Fields.TraceId)).ToList();
            return rows.Count >= 5 ? rows : null;
        }, Cancel);
        var outer = Assert.Single(events, row => IsOf(row, Fields.Events.Transaction) && !row.Has(Fields.ParentId));
        var inner = Assert.Single(events, row => IsOf(row, Fields.Events.Transaction) && row.Has(Fields.ParentId));
        var query = Assert.Single(events, row => row.Text(Fields.SpanName) == "SELECT count FROM stock");
        var call = Assert.Single(events, row => IsOf(row, Fields.Events.Span) && row.Id(Fields.SpanId) == inner.Id(Fields.ParentId));
        var error = Assert.Single(events, row => IsOf(row, Fields.Events.Error));
        Assert.Single(events.Select(row => row.Id(Fields.TraceId)).Distinct());
        Assert.Equal(("stock", "nodejs", 200), (outer.Text(Fields.ServiceName), outer.Text(Fields.AgentName), outer.Int64(Fields.HttpResponseStatusCode)));
        Assert.StartsWith($"{major}.", outer.Text(Fields.AgentVersion), StringComparison.Ordinal);
        Assert.Equal("db postgresql query", $"{query.Text(Fields.SpanType)} {query.Text(Fields.SpanSubtype)} {query.Text(Fields.SpanAction)}");
        Assert.Equal("http", call.Text(Fields.SpanSubtype));
        Assert.Equal("nothing in stock", error.Text(Fields.ErrorExceptionMessage));
        Assert.Equal(outer.Id(Fields.TransactionId), error.Id(Fields.TransactionId));
    }

    private static bool IsOf(EventRow row, string kind) => row.Text(Fields.ProcessorEvent) == kind;
}
