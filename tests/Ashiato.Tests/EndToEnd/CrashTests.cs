using System.Net;
using System.Net.Http.Headers;
using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;

namespace Ashiato.Tests.EndToEnd;

public sealed class CrashTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_while_agents_send_every_acknowledged_event_is_there_once()
    {
        using var data = new TemporaryFolder();
        var acknowledged = new List<string>();
        var unanswered = new HashSet<string>();
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);

        using var pieces = IsucariStream.Pieces(events: 1_000).GetEnumerator();
        for (int life = 0; life < 3; life++)
        {
            await using var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
            int killAfter = random.Next(5, 25);
            for (int sent = 0; sent <= killAfter && pieces.MoveNext(); sent++)
            {
                byte[] piece = pieces.Current;
                var answer = SendAsync(ashiato, piece);
                // The last one is cut off somewhere between its first byte and its answer.
                if (sent == killAfter) await ashiato.Process.KillAsync();
                if (await IsAcceptedAsync(answer)) acknowledged.AddRange(IsucariStream.Ids(piece));
                else unanswered.UnionWith(IsucariStream.Ids(piece));
            }
        }

        await using var last = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
        var found = await StoredIdsAsync(last);
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(found));
        Assert.Empty(found.GroupBy(id => id).Where(copies => copies.Count() > 1).Select(copies => copies.Key));
        Assert.Empty(found.Except(acknowledged).Except(unanswered));
    }

    private static Task<HttpResponseMessage> SendAsync(AshiatoProcess ashiato, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
    }

    private static async Task<bool> IsAcceptedAsync(Task<HttpResponseMessage> sent)
    {
        try
        {
            using var answer = await sent;
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<List<string>> StoredIdsAsync(AshiatoProcess ashiato)
    {
        using var client = new HttpClient { BaseAddress = ashiato.Store };
        await using var store = new RemoteEventStore(client);
        var query = new RowQuery
        {
            Filter = new Filter.TextIn(Fields.ProcessorEvent, [Fields.Events.Transaction, Fields.Events.Span]),
            Fields = [Fields.ProcessorEvent, Fields.TransactionId, Fields.SpanId],
            Limit = 10_000,
        };
        var ids = new List<string>();
        do
        {
            var page = await store.QueryAsync(query, Cancel);
            ids.AddRange(page.Rows.Rows.Select(IdOf));
            query = query with { After = page.Next };
        }
        while (query.After is not null);
        return ids;
    }

    private static string IdOf(EventRow row) =>
        row.Id(row.Text(Fields.ProcessorEvent) == Fields.Events.Span ? Fields.SpanId : Fields.TransactionId).ToString();
}
