using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Credentials;
using Ashiato.Kube.Objects;
using Microsoft.Extensions.Logging;

namespace Ashiato.Kube.Client;

/// <summary>Kubernetes' REST API over HTTP.</summary>
/// <remarks>Source: Kubernetes API concepts; "Server-Side Apply"; API conventions, "Response Status Kind".</remarks>
public sealed partial class KubeClient : IKubeClient, IDisposable
{
    private const string ApplyPatch = "application/apply-patch+yaml", MergePatch = "application/merge-patch+json", JsonPatch = "application/json-patch+json";
    private static readonly TimeSpan s_watchFor = TimeSpan.FromMinutes(5), s_watchGrace = TimeSpan.FromMinutes(1);

    private readonly KubeClientOptions _options;
    private readonly KubeConnection _connection;
    private readonly ILogger _log;
    private readonly RequestRate _rate;
    private readonly ServerLink _requests, _watches;
    private readonly HashSet<string> _warned = [];

    /// <summary>A client of one server.</summary>
    public KubeClient(KubeConnection connection, KubeClientOptions options, ILogger log, TimeProvider time)
    {
        (_connection, _options, _log) = (connection, options, log);
        _rate = new RequestRate(options.RequestsPerSecond, options.Burst, time);
        // Watches have connections of their own, so that a hundred open streams never stand in a request's way.
        _requests = new ServerLink(connection, time);
        _watches = new ServerLink(connection, time);
    }

    /// <inheritdoc/>
    public Task<JsonObject> GetAsync(ResourceType type, ObjectKey key, CancellationToken cancel) =>
        SendAsync(HttpMethod.Get, type.PathOf(key), null, null, cancel);

    /// <inheritdoc/>
    public async Task<ListPage> ListAsync(ResourceType type, ListQuery query, CancellationToken cancel)
    {
        var list = await SendAsync(HttpMethod.Get, type.CollectionPath(query.Namespace) + QueryOf(query), null, null, cancel);
        var items = new List<JsonObject>();
        foreach (var item in list.ObjectsAt("items").ToList())
        {
            // Items of a list leave out what the list says already.
            item["apiVersion"] = type.ApiVersion;
            item["kind"] = type.Kind;
            items.Add(item);
        }
        return new ListPage(items, list.ResourceVersion, list.Text("metadata", "continue") is { Length: > 0 } more ? more : null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceType type, ListQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancel)
    {
        // A random length keeps the streams of many clients from ending together.
        var length = s_watchFor + (s_watchFor * Random.Shared.NextDouble());
        string path = type.CollectionPath(query.Namespace) + QueryOf(query,
            "watch=true", $"resourceVersion={Uri.EscapeDataString(resourceVersion)}", "allowWatchBookmarks=true", $"timeoutSeconds={(int)length.TotalSeconds}");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        end.CancelAfter(length + s_watchGrace);

        using var response = await SendAsync(_watches, HttpMethod.Get, path, null, null, end.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(end.Token);
        using var lines = new StreamReader(stream, Encoding.UTF8);
        while (await lines.ReadLineAsync(end.Token) is { } line)
        {
            if (line.Length == 0) continue;
            if (JsonNode.Parse(line) is not JsonObject item || item.Text("type") is not { } kind || item["object"] is not JsonObject obj)
                throw new InvalidDataException($"A watch of {type.QualifiedName} sent a line that is no event: {line[..Math.Min(line.Length, 200)]}");
            item.Remove("object");
            yield return new WatchEvent(kind, obj);
        }
    }

    /// <inheritdoc/>
    public Task<JsonObject> CreateAsync(ResourceType type, JsonObject obj, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, $"{type.CollectionPath(obj.Namespace)}?fieldManager={_options.FieldManager}", obj, "application/json", cancel);

    /// <inheritdoc/>
    public Task<JsonObject> ApplyAsync(ResourceType type, JsonObject obj, string? manager, string? subresource, CancellationToken cancel) =>
        // Conflicts are decided in advance: a controller's fields are the controller's.
        SendAsync(HttpMethod.Patch, $"{type.PathOf(obj.Key)}{(subresource is null ? "" : "/" + subresource)}?fieldManager={manager ?? _options.FieldManager}&force=true", obj, ApplyPatch, cancel);

    /// <inheritdoc/>
    public Task<JsonObject> ReplaceAsync(ResourceType type, JsonObject obj, CancellationToken cancel) =>
        SendAsync(HttpMethod.Put, $"{type.PathOf(obj.Key)}?fieldManager={_options.FieldManager}", obj, "application/json", cancel);

    /// <inheritdoc/>
    public Task<JsonObject> PatchAsync(ResourceType type, ObjectKey key, JsonNode patch, CancellationToken cancel) =>
        SendAsync(HttpMethod.Patch, $"{type.PathOf(key)}?fieldManager={_options.FieldManager}", patch, patch is JsonArray ? JsonPatch : MergePatch, cancel);

    /// <inheritdoc/>
    public async Task DeleteAsync(ResourceType type, ObjectKey key, DeleteQuery query, CancellationToken cancel)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = query.Propagation };
        if (query.Uid is { } uid) body.Child("preconditions")["uid"] = uid;
        if (query.ResourceVersion is { } version) body.Child("preconditions")["resourceVersion"] = version;
        try
        {
            await SendAsync(HttpMethod.Delete, type.PathOf(key), body, "application/json", cancel);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }

    /// <summary>The server's version, such as <c>v1.32.4</c>: the smallest request that shows whether it answers.</summary>
    public async Task<string> GetVersionAsync(CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, "/version", null, null, cancel)).Text("gitVersion") ?? "unknown";

    /// <summary>The resources of a group version; <see langword="null"/> when the server does not have it.</summary>
    public async Task<IReadOnlyList<string>?> FindResourcesAsync(string group, string version, CancellationToken cancel)
    {
        try
        {
            var list = await SendAsync(HttpMethod.Get, $"/apis/{group}/{version}", null, null, cancel);
            return [.. list.ObjectsAt("resources").Select(resource => resource.Text("name") ?? "")];
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests.Dispose();
        _watches.Dispose();
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode? body, string? contentType, CancellationToken cancel)
    {
        await _rate.WaitAsync(cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var response = await SendAsync(_requests, method, path, body, contentType, limit.Token);
            return await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(limit.Token), cancellationToken: limit.Token) as JsonObject
                ?? throw new InvalidDataException($"{method} {path}: the API server answered with something that is no object.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{method} {path}: the API server did not answer within {_options.Timeout.TotalSeconds:0} s.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ServerLink link, HttpMethod method, string path, JsonNode? body, string? contentType, CancellationToken cancel)
    {
        byte[]? bytes = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        for (bool isSecondTry = false; ; isSecondTry = true)
        {
            var response = await SendOnceAsync(link, method, path, bytes, contentType, isSecondTry, cancel);
            WarnOnce(response);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                // A token may have been replaced since it was read; that is worth one more try.
                if (response.StatusCode == HttpStatusCode.Unauthorized && !isSecondTry) continue;
                string answer = await response.Content.ReadAsStringAsync(cancel);
                var retryAfter = response.Headers.RetryAfter?.Delta;
                throw KubeApiException.Of(response.StatusCode, answer, $"{method} {path.Split('?')[0]}", retryAfter);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ServerLink link, HttpMethod method, string path, byte[]? body, string? contentType, bool isSecondTry, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(_connection.Server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        // The name that the server's certificate is checked for goes by this header in .NET.
        request.Headers.Host = _connection.TlsServerName;
        request.Headers.UserAgent.ParseAdd(_options.UserAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        await _connection.AuthorizeAsync(request, isSecondTry, cancel);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }
        return await (await link.OpenAsync(cancel)).SendAsync(request, cancel);
    }

    private void WarnOnce(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Warning", out var warnings)) return;
        foreach (string warning in warnings)
        {
            lock (_warned)
            {
                // The server may say a thousand different things; what is remembered is bounded.
                if (_warned.Count >= 1000 || !_warned.Add(warning)) continue;
            }
            LogWarning(warning);
        }
    }

    private static string QueryOf(ListQuery query, params IEnumerable<string> more)
    {
        var parts = new List<string>(more);
        if (query.LabelSelector is { } labels) parts.Add("labelSelector=" + Uri.EscapeDataString(labels));
        if (query.FieldSelector is { } fields) parts.Add("fieldSelector=" + Uri.EscapeDataString(fields));
        if (query.Limit > 0) parts.Add($"limit={query.Limit}");
        if (query.Continue is { } page) parts.Add("continue=" + Uri.EscapeDataString(page));
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    [LoggerMessage(LogLevel.Warning, "The API server warns: {Warning}")]
    private partial void LogWarning(string warning);
}
