using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Faults;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Tells a client what changes, line by line.</summary>
internal sealed class WatchStream(ObjectStore store, Tables tables, FaultPlan faults)
{
    private static readonly TimeSpan s_bookmarkEvery = TimeSpan.FromSeconds(5);

    public async Task RunAsync(HttpContext context, ApiRequest request, bool asTable)
    {
        var query = context.Request.Query;
        var selects = Selectors.Of(query["labelSelector"].ToString(), query["fieldSelector"].ToString());
        bool isWanted(JsonObject? item) => item is not null && (request.Namespace.Length == 0 || item.Namespace == request.Namespace) && (request.Name.Length == 0 || item.Name == request.Name) && selects(item);
        string from = query["resourceVersion"].ToString();
        bool hasBookmarks = query["allowWatchBookmarks"].ToString() is "true" or "1";

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, faults.WatchesDropped);
        using var timeout = new CancellationTokenSource();
        if (int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out int seconds)) timeout.CancelAfter(TimeSpan.FromSeconds(seconds));

        long version;
        context.Response.ContentType = "application/json";
        if (from is "" or "0")
        {
            var (items, now) = store.Snapshot(request.Resource.StoreKey);
            version = now;
            foreach (var item in items.Where(isWanted)) await WriteAsync("ADDED", item);
        }
        else
        {
            version = long.Parse(from, CultureInfo.InvariantCulture);
        }
        await context.Response.Body.FlushAsync(end.Token);

        while (!end.IsCancellationRequested && !timeout.IsCancellationRequested)
        {
            var changed = store.Changed;
            var events = store.Since(version);
            if (events is null)
            {
                var expired = new ApiError(410, "Expired", $"too old resource version: {version}").ToStatus();
                await SendAsync(new JsonObject { ["type"] = "ERROR", ["object"] = expired });
                return;
            }
            if (faults.WatchDelay > TimeSpan.Zero && events.Count > 0) await Task.Delay(faults.WatchDelay, end.Token);
            foreach (var change in events)
            {
                version = change.Version;
                if (change.Resource != request.Resource.StoreKey) continue;
                bool was = isWanted(change.Before), isNow = isWanted(change.After);
                if (!was && !isNow) continue;
                await WriteAsync(was && isNow ? "MODIFIED" : isNow ? "ADDED" : "DELETED", change.Last);
            }
            if (events.Count > 0) await context.Response.Body.FlushAsync(end.Token);
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(end.Token, timeout.Token);
            await Task.WhenAny(changed, Task.Delay(s_bookmarkEvery, pause.Token));
            if (!changed.IsCompleted && hasBookmarks && !end.IsCancellationRequested) await BookmarkAsync();
            await pause.CancelAsync();
        }

        async Task BookmarkAsync()
        {
            var mark = new JsonObject
            {
                ["apiVersion"] = request.Resource.Type.ApiVersion,
                ["kind"] = request.Resource.Type.Kind,
                ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
            };
            await SendAsync(new JsonObject { ["type"] = "BOOKMARK", ["object"] = mark });
            await context.Response.Body.FlushAsync(end.Token);
        }

        async Task WriteAsync(string type, JsonObject item)
        {
            var converted = ObjectWriter.Convert(item, request.Resource);
            var shown = asTable ? tables.Of(request.Resource, [converted], item.ResourceVersion, "Metadata") : converted;
            await SendAsync(new JsonObject { ["type"] = type, ["object"] = shown });
        }

        async Task SendAsync(JsonObject line) => await context.Response.WriteAsync(line.ToJsonString() + "\n", Encoding.UTF8, end.Token);
    }
}
