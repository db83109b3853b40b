using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Search.Tests;

/// <summary>The Search API on a real Kestrel, over a store in memory.</summary>
internal sealed class SearchServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SearchServer(WebApplication app, IEventStore store)
    {
        _app = app;
        Store = store;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public IEventStore Store { get; }

    public HttpClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SearchServer> StartAsync(SearchOptions? options = null, TimeProvider? time = null, IEventStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        store ??= new MemoryEventStore();
        app.MapSearch(store, options ?? new SearchOptions(), time ?? new FixedTime(), NullLogger.Instance);
        await app.StartAsync(Cancel);
        return new SearchServer(app, store);
    }

    /// <summary>A server that holds documents, taken in by <c>_bulk</c>.</summary>
    public static async Task<SearchServer> WithAsync(IEnumerable<JsonObject> documents)
    {
        var server = await StartAsync();
        var answer = await server.BulkAsync(documents.Select(static document => ("traces-apm-default", document)));
        Assert.False(answer["errors"]!.GetValue<bool>(), answer.ToJsonString());
        return server;
    }

    public async Task<JsonNode> BulkAsync(IEnumerable<(string Stream, JsonObject Document)> documents)
    {
        var body = new StringBuilder();
        foreach (var (stream, document) in documents)
            body.Append(new JsonObject { ["create"] = new JsonObject { ["_index"] = stream } }.ToJsonString()).Append('\n').Append(document.ToJsonString()).Append('\n');
        return await SendAsync(HttpMethod.Post, "/_bulk", body.ToString());
    }

    /// <summary>The answer to a search over everything.</summary>
    public Task<JsonNode> SearchAsync(string body, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Post, "/_search", body, expected);

    /// <summary>The ids of the hits.</summary>
    public async Task<List<string>> IdsAsync(string body) => [.. (await SearchAsync(body))["hits"]!["hits"]!.AsArray().Select(static hit => (string)hit!["_id"]!)];

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await AnswerAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, $"{method} {path} {body} answered {response.StatusCode}: {text}");
        Assert.Equal(["Elasticsearch"], response.Headers.GetValues("X-Elastic-Product"));
        return JsonNode.Parse(text)!;
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, string? body = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Client.SendAsync(request, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>2026-11-22T12:00:00Z.</summary>
    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    }
}
