using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Microsoft.Extensions.Logging;

namespace Ashiato.Kube.Watching;

/// <summary>Keeps a copy of all objects of a resource that a query selects: lists them once and watches what changes.</summary>
/// <remarks>
/// Objects are kept as text and read for each who asks, see <see cref="StoredObject"/>. Versions are opaque: kept, handed back and compared for sameness, nothing else.
/// Source: Kubernetes API concepts, "Efficient detection of changes".
/// </remarks>
public sealed partial class Informer(IKubeClient client, ResourceType type, ListQuery query, ILogger log, TimeProvider time)
{
    private const int PageSize = 500, MostEnded = 500;
    private const int FailuresUntilRelist = 3;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500), s_longestPause = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<ObjectKey, StoredObject> _objects = new();
    // The uids of objects that went lately.
    private readonly ConcurrentQueue<string> _ended = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is watched.</summary>
    public ResourceType Type => type;

    /// <summary>Done once everything was listed.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Raised once for every change that is seen, also those that happened while nobody could watch, and those that are one's own.</summary>
    /// <remarks>Handlers must be quick, must not throw, and are called by whoever brings the change, several at a time.</remarks>
    public event Action<InformerChange>? Changed;

    /// <summary>All objects, in no order.</summary>
    public IEnumerable<JsonObject> Objects => _objects.Select(entry => entry.Value.Read());

    /// <summary>How many there are.</summary>
    public int Count => _objects.Count;

    /// <summary>One object, or <see langword="null"/>.</summary>
    public JsonObject? Find(ObjectKey key) => _objects.GetValueOrDefault(key)?.Read();

    /// <summary>The objects of a namespace, or of all where it is <see langword="null"/>, that carry all of some labels, in no order.</summary>
    public IEnumerable<JsonObject> Select(string? ns, params IReadOnlyList<KeyValuePair<string, string>> labels) =>
        from entry in _objects
        where (ns is null || entry.Key.Namespace == ns) && labels.All(label => entry.Value.Has(label.Key, label.Value))
        select entry.Value.Read();

    /// <summary>Takes in what a write of one's own answered, so that the copy is not behind it, and tells of it: the watch that brings the same later has no news.</summary>
    /// <param name="written">The answer.</param>
    /// <param name="before">What the copy had when the write was made; <see langword="null"/> for nothing. When it has something else by now, a watch brought that, and may have brought what came after the write.</param>
    public void Observe(JsonObject written, JsonObject? before)
    {
        var after = StoredObject.Of(written);
        bool isNew = before is null ? TryAdd(written, after) : _objects.TryGetValue(written.Key, out var known) && known.Version == before.ResourceVersion && known.Version != after.Version && _objects.TryUpdate(written.Key, after, known);
        if (isNew) Changed?.Invoke(new InformerChange(before, written));
    }

    /// <summary>A watch may have brought the object and its end before the answer to its making came.</summary>
    private bool TryAdd(JsonObject written, StoredObject added)
    {
        if (!_objects.TryAdd(written.Key, added)) return false;
        if (!_ended.Contains(written.Uid)) return true;
        _objects.TryRemove(KeyValuePair.Create(written.Key, added));
        return false;
    }

    /// <summary>Lists and watches until cancelled, whatever the server does.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        int failures = 0;
        string? version = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                version ??= await ListAsync(cancel);
                version = await WatchAsync(version, () => failures = 0, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (KubeApiException e) when (e.IsExpired)
            {
                // Too old to go on from. The list shows what was missed.
                version = null;
            }
            catch (Exception e) when (IsTrouble(e))
            {
                failures++;
                if (failures >= FailuresUntilRelist) version = null;
                var wait = (e as KubeApiException)?.RetryAfter ?? Pause(failures);
                LogTrouble(type.QualifiedName, wait.TotalSeconds, e.Message);
                await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsTrouble(Exception e) =>
        e is KubeApiException or HttpRequestException or IOException or TimeoutException or JsonException or OperationCanceledException;

    /// <summary>Half as long again at random, since after a server's restart all watchers come at once.</summary>
    private static TimeSpan Pause(int failures)
    {
        double seconds = Math.Min(s_longestPause.TotalSeconds, s_firstPause.TotalSeconds * Math.Pow(2, Math.Min(failures, 10) - 1));
        return TimeSpan.FromSeconds(seconds * (1 + (Random.Shared.NextDouble() / 2)));
    }

    private async Task<string> ListAsync(CancellationToken cancel)
    {
        var found = new Dictionary<ObjectKey, JsonObject>();
        var next = query with { Limit = PageSize };
        while (true)
        {
            ListPage page;
            try
            {
                page = await client.ListAsync(type, next, cancel);
            }
            catch (KubeApiException e) when (e.IsExpired && next.Limit > 0)
            {
                // The pages were too slow for the server's memory; all at once is one version.
                found.Clear();
                next = query;
                continue;
            }
            foreach (var item in page.Items) found[item.Key] = item;
            if (page.Continue is not null)
            {
                next = next with { Continue = page.Continue };
                continue;
            }
            Replace(found);
            _synced.TrySetResult();
            return page.ResourceVersion;
        }
    }

    private void Replace(Dictionary<ObjectKey, JsonObject> found)
    {
        // A deletion that nobody could watch shows only here.
        foreach (var key in _objects.Keys.Where(key => !found.ContainsKey(key)).ToList()) Remove(key, null);
        foreach (var item in found.Values) Set(item);
    }

    private async Task<string> WatchAsync(string version, Action onProgress, CancellationToken cancel)
    {
        await foreach (var item in client.WatchAsync(type, query, version, cancel))
        {
            onProgress();
            switch (item.Type)
            {
                case "ADDED" or "MODIFIED":
                    Set(item.Object);
                    break;
                case "DELETED":
                    Remove(item.Object.Key, item.Object);
                    break;
                case "ERROR":
                    var code = (HttpStatusCode)(item.Object.Number("code") ?? 500);
                    throw KubeApiException.Of(code, item.Object, $"watch {type.QualifiedName}", null);
            }
            version = item.Object.ResourceVersion;
        }
        return version;
    }

    private void Set(JsonObject item)
    {
        var key = item.Key;
        var after = StoredObject.Of(item);
        StoredObject? before = null;
        _objects.AddOrUpdate(key, after, (_, known) =>
        {
            before = known;
            return after;
        });
        if (before?.Version == after.Version && after.Version.Length > 0) return;
        Changed?.Invoke(new InformerChange(before?.Read(), item));
    }

    private void Remove(ObjectKey key, JsonObject? last)
    {
        if (last is not null) _ended.Enqueue(last.Uid);
        while (_ended.Count > MostEnded) _ended.TryDequeue(out _);
        if (_objects.TryRemove(key, out var known)) Changed?.Invoke(new InformerChange(last ?? known.Read(), null));
    }

    [LoggerMessage(LogLevel.Warning, "Watching {Resource} was interrupted; going on in {Seconds:0.0} s: {Reason}")]
    private partial void LogTrouble(string resource, double seconds, string reason);
}
