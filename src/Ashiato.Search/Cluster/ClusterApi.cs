using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Search.Indices;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Search.Cluster;

/// <summary>What clients ask about the cluster and its data streams: the one store and its events.</summary>
/// <param name="store">Where the events are.</param>
/// <param name="known">Its fields.</param>
/// <param name="options">How the cluster presents itself.</param>
/// <param name="time">Tells the time.</param>
internal sealed class ClusterApi(IEventStore store, KnownFields known, SearchOptions options, TimeProvider time)
{
    public Task InformationAsync(HttpContext context) => SearchApi.AnswerAsync(context, new JsonObject
    {
        ["name"] = options.NodeName,
        ["cluster_name"] = options.ClusterName,
        ["cluster_uuid"] = "ashiato",
        ["version"] = new JsonObject
        {
            ["number"] = options.Version,
            ["build_flavor"] = "default",
            ["build_type"] = "ashiato",
            ["build_hash"] = "unknown",
            ["build_date"] = "1970-01-01T00:00:00.000Z",
            ["build_snapshot"] = false,
            ["lucene_version"] = "none",
            ["minimum_wire_compatibility_version"] = "7.17.0",
            ["minimum_index_compatibility_version"] = "7.0.0",
        },
        ["tagline"] = "Ashiato, searched as Elasticsearch is",
    });

    public async Task HealthAsync(HttpContext context) => await SearchApi.AnswerAsync(context, new JsonObject
    {
        ["cluster_name"] = options.ClusterName,
        ["status"] = await StatusAsync(context.RequestAborted),
        ["timed_out"] = false,
        ["number_of_nodes"] = 1,
        ["number_of_data_nodes"] = 1,
        ["active_primary_shards"] = 1,
        ["active_shards"] = 1,
        ["relocating_shards"] = 0,
        ["initializing_shards"] = 0,
        ["unassigned_shards"] = 0,
        ["delayed_unassigned_shards"] = 0,
        ["number_of_pending_tasks"] = 0,
        ["number_of_in_flight_fetch"] = 0,
        ["task_max_waiting_in_queue_millis"] = 0,
        ["active_shards_percent_as_number"] = 100.0,
    });

    public async Task CatIndicesAsync(HttpContext context)
    {
        string? names = SearchApi.Names(context);
        string health = await StatusAsync(context.RequestAborted);
        var status = await store.GetStatusAsync(context.RequestAborted);
        var streams = (await IndexSelection.ListAsync(store, Filter.Everything, context.RequestAborted)).Where(stream => IndexSelection.Fits(stream.Name, names)).ToList();
        await CatAsync(context, ["health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted", "store.size", "pri.store.size"], streams.Select(stream =>
        {
            // The store keeps all data streams in the same files: each has its share by its number of events.
            string size = Size(status.EventCount == 0 ? 0 : (long)(status.SizeBytes * (stream.Count / (double)status.EventCount)));
            return (string[])[health, "open", stream.Name, stream.Name, "1", "0", Text(stream.Count), "0", size, size];
        }));
    }

    public async Task CatHealthAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        string health = await StatusAsync(context.RequestAborted);
        await CatAsync(
            context, ["epoch", "timestamp", "cluster", "status", "node.total", "node.data", "shards", "pri", "relo", "init", "unassign", "pending_tasks", "max_task_wait_time", "active_shards_percent"],
            [[Text(now.ToUnixTimeSeconds()), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), options.ClusterName, health, "1", "1", "1", "1", "0", "0", "0", "0", "-", "100.0%"]]);
    }

    public async Task CatNodesAsync(HttpContext context)
    {
        var address = context.Connection.LocalIpAddress;
        await CatAsync(
            context, ["ip", "heap.percent", "ram.percent", "cpu", "load_1m", "load_5m", "load_15m", "node.role", "master", "name"],
            [[address?.ToString() ?? "127.0.0.1", "-", "-", "-", "-", "-", "-", "dim", "*", options.NodeName]]);
    }

    public async Task CatCountAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        var filter = await IndexSelection.FilterAsync(store, SearchApi.Names(context), ignoresMissing: false, context.RequestAborted);
        await CatAsync(
            context, ["epoch", "timestamp", "count"],
            [[Text(now.ToUnixTimeSeconds()), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Text(await SearchAnswer.CountAsync(store, filter, context.RequestAborted))]]);
    }

    public async Task FieldCapabilitiesAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var body = await Requests.ReadObjectAsync(context.Request, cancel);
        string asked = context.Request.Query["fields"].ToString();
        string[] patterns = body.Member("fields") is { } given ? [.. given.AsList().Select(static one => one.AsText())] : asked.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (patterns.Length == 0) throw SearchException.Illegal("Name fields, such as fields=*.");
        string[] wanted = context.Request.Query["types"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        // No field is the cluster's own; what else can be left out, such as objects around fields, is none here.
        bool hasAny = !context.Request.Query["filters"].ToString().Split(',').Contains("+metadata");
        var filter = await IndexSelection.FilterAsync(store, SearchApi.Names(context), ignoresMissing: true, cancel);
        if (body.Member("index_filter") is { } query)
        {
            // Data streams with an event that fits; of those all fields are told.
            var fitting = await IndexSelection.ListAsync(store, filter.And(new QueryTranslator(await known.GetAsync(cancel), new Moments(time.GetUtcNow())).Translate(query)), cancel);
            filter = IndexSelection.Of(fitting.Select(static stream => stream.Name));
        }
        var streams = await IndexSelection.ListAsync(store, filter, cancel);
        var fields = new JsonObject();
        foreach (var count in (await store.GetFieldsAsync(TimeRange.All, filter, cancel)).OrderBy(static count => count.Field.Name, StringComparer.Ordinal))
        {
            if (!hasAny || !patterns.Any(pattern => NamePattern.Fits(count.Field.Name, pattern))) continue;
            if (wanted.Length > 0 && !wanted.Contains(TypeOf(count.Field))) continue;
            if (fields[count.Field.Name] is not JsonObject types) fields[count.Field.Name] = types = [];
            bool isSearched = count.Field.Type is not (FieldType.Json or FieldType.Histogram);
            types[TypeOf(count.Field)] = new JsonObject { ["type"] = TypeOf(count.Field), ["metadata_field"] = false, ["searchable"] = isSearched, ["aggregatable"] = isSearched && count.Field.Type != FieldType.Text };
        }
        await SearchApi.AnswerAsync(context, new JsonObject { ["indices"] = new JsonArray([.. streams.Select(static stream => (JsonNode)stream.Name)]), ["fields"] = fields });
    }

    public async Task MappingAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        string? names = SearchApi.Names(context);
        var answer = new JsonObject();
        foreach (var stream in await IndexSelection.ListAsync(store, Filter.Everything, cancel))
        {
            if (!IndexSelection.Fits(stream.Name, names)) continue;
            var filter = await IndexSelection.FilterAsync(store, stream.Name, ignoresMissing: true, cancel);
            var properties = new JsonObject();
            foreach (var count in await store.GetFieldsAsync(TimeRange.All, filter, cancel)) AddProperty(properties, count.Field);
            answer[stream.Name] = new JsonObject { ["mappings"] = new JsonObject { ["properties"] = properties } };
        }
        if (answer.Count == 0 && names is not (null or "_all") && !names.Contains('*', StringComparison.Ordinal)) throw SearchException.NoIndex(names);
        await SearchApi.AnswerAsync(context, answer);
    }

    public async Task ResolveAsync(HttpContext context)
    {
        string? names = SearchApi.Names(context);
        var streams = (await IndexSelection.ListAsync(store, Filter.Everything, context.RequestAborted)).Where(stream => IndexSelection.Fits(stream.Name, names)).ToList();
        if (streams.Count == 0 && names is not (null or "_all") && !names.Contains('*', StringComparison.Ordinal)) throw SearchException.NoIndex(names);
        var found = streams.Select(static stream => (JsonNode)new JsonObject { ["name"] = stream.Name, ["backing_indices"] = new JsonArray(stream.Name), ["timestamp_field"] = "@timestamp" });
        await SearchApi.AnswerAsync(context, new JsonObject { ["indices"] = new JsonArray(), ["aliases"] = new JsonArray(), ["data_streams"] = new JsonArray([.. found]) });
    }

    /// <summary><c>HEAD /{index}</c>: whether there are such data streams. Nothing else can be asked of one, or done to it.</summary>
    public async Task ExistsAsync(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method)) throw SearchException.Unsupported($"[{context.Request.Method} {context.Request.Path}]");
        await IndexSelection.FilterAsync(store, SearchApi.Names(context), ignoresMissing: false, context.RequestAborted);
    }

    private static void AddProperty(JsonObject properties, Field field)
    {
        string[] steps = field.Name.Split('.');
        foreach (string step in steps.SkipLast(1))
        {
            if (properties[step] is not JsonObject inner) properties[step] = inner = [];
            if (inner["properties"] is not JsonObject below) inner["properties"] = below = [];
            properties = below;
        }
        if (properties[steps[^1]] is not JsonObject leaf) properties[steps[^1]] = leaf = [];
        leaf["type"] ??= TypeOf(field);
    }

    private static string TypeOf(Field field) => field.Type switch
    {
        FieldType.Text => "text",
        FieldType.Ip => "ip",
        FieldType.Json => "flattened",
        FieldType.Histogram => "histogram",
        FieldType.Long => "long",
        FieldType.Timestamp => "date",
        FieldType.Boolean => "boolean",
        FieldType.Double => "double",
        _ => "keyword",
    };

    private async ValueTask<string> StatusAsync(CancellationToken cancel)
    {
        var status = await store.GetStatusAsync(cancel);
        return !status.IsWritable ? "red" : status.Problems.Count > 0 ? "yellow" : "green";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes}b",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#}kb"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#}mb"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.#}gb"),
    };

    /// <summary>A table: as text with aligned columns, headed when <c>v</c> is given, or as JSON; <c>h</c> chooses columns.</summary>
    private static async Task CatAsync(HttpContext context, string[] columns, IEnumerable<string[]> rows)
    {
        var query = context.Request.Query;
        string[] shown = query["h"].ToString() is { Length: > 0 } chosen ? chosen.Split(',') : columns;
        int[] at = [.. shown.Select(name => Array.IndexOf(columns, name)).Where(static index => index >= 0)];
        var table = rows.Select(row => at.Select(index => row[index]).ToArray()).ToList();
        if (query["format"] == "json" || context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
        {
            await SearchApi.AnswerAsync(context, new JsonArray([.. table.Select(row => (JsonNode)new JsonObject(at.Select((index, i) => KeyValuePair.Create(columns[index], (JsonNode?)row[i]))))]));
            return;
        }
        if (query.ContainsKey("v") && query["v"] != "false") table.Insert(0, [.. at.Select(index => columns[index])]);
        var text = new StringBuilder();
        int[] widths = [.. at.Select((_, column) => table.Count == 0 ? 0 : table.Max(row => row[column].Length))];
        foreach (string[] row in table) text.Append(string.Join(' ', row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        context.Response.ContentType = "text/plain; charset=UTF-8";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
