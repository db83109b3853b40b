using System.Net;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Console.Tests.Api;

/// <summary>What the storage page asks: usage, check and backup.</summary>
public sealed class UpkeepApiTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ashiato-upkeep-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Usage_a_check_and_a_backup_are_to_be_had()
    {
        await using var server = await StartAsync();

        var usage = await server.GetAsync("/api/store/usage");
        Assert.Equal("shop", usage.GetProperty("shares")[0].GetProperty("service").GetString());
        Assert.Equal("""{"isRunning":false}""", (await server.GetAsync("/api/store/verification")).GetRawText());

        await server.SendAsync(HttpMethod.Post, "/api/store/verification", "{}", HttpStatusCode.Accepted);
        var found = await EndOfAsync(server, "/api/store/verification");
        Assert.Equal(1, found.GetProperty("result").GetProperty("eventCount").GetInt64());
        Assert.Empty(found.GetProperty("result").GetProperty("findings").EnumerateArray());
        Assert.True(found.GetProperty("progress").GetProperty("doneBytes").GetInt64() > 0);

        string backup = Path.Combine(_folder.FullName, "backup");
        await server.SendAsync(HttpMethod.Post, "/api/store/backup", JsonSerializer.Serialize(new { directory = backup }), HttpStatusCode.Accepted);
        var made = await EndOfAsync(server, "/api/store/backup");
        Assert.Equal(backup, made.GetProperty("result").GetProperty("directory").GetString());
        Assert.True((await StoreDirectory.VerifyAsync(backup, [], null, Cancel)).IsSound);

        await server.SendAsync(HttpMethod.Post, "/api/store/backup", JsonSerializer.Serialize(new { directory = backup }), HttpStatusCode.Accepted);
        Assert.Contains("is not empty", (await EndOfAsync(server, "/api/store/backup")).GetProperty("error").GetString(), StringComparison.Ordinal);
        await server.SendAsync(HttpMethod.Delete, "/api/store/backup", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_backup_without_a_directory_and_a_body_that_is_not_JSON_are_refused()
    {
        await using var server = await StartAsync();

        await server.SendAsync(HttpMethod.Post, "/api/store/backup", "{}", HttpStatusCode.BadRequest);
        using var form = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");
        foreach (string path in new[] { "/api/store/backup", "/api/store/verification" })
        {
            using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        Assert.Equal("""{"isRunning":false}""", (await server.GetAsync("/api/store/verification")).GetRawText());
    }

    [Fact]
    public async Task A_store_that_is_looked_after_elsewhere_says_so()
    {
        await using var server = await ApiServer.StartAsync(new MemoryEventStore());

        var refused = await server.SendAsync(HttpMethod.Post, "/api/store/verification", "{}", HttpStatusCode.BadRequest);
        Assert.Contains("cannot be checked", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await server.GetAsync("/api/store/usage", HttpStatusCode.NotFound);
    }

    private async Task<ApiServer> StartAsync()
    {
        var options = new EmbeddedStoreOptions { Directory = Path.Combine(_folder.FullName, "data") };
        var store = await EmbeddedEventStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        var builder = new EventBatchBuilder();
        builder.Set(Fields.Timestamp, (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        builder.Set(Fields.ProcessorEvent, Fields.Events.Transaction);
        builder.Set(Fields.ServiceName, "shop");
        builder.EndRow();
        await store.AppendAsync(builder.Build(BatchId.New()), Cancel);
        return await ApiServer.StartAsync(store);
    }

    private static async Task<JsonElement> EndOfAsync(ApiServer server, string path)
    {
        while (true)
        {
            var state = await server.GetAsync(path);
            if (!state.GetProperty("isRunning").GetBoolean()) return state;
            await Task.Delay(5, Cancel);
        }
    }
}
