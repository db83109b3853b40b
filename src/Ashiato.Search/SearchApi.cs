using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;
using Ashiato.Search.Indices;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Search;

/// <summary>Searches: <c>_search</c>, <c>_count</c>, <c>_msearch</c>, scrolls and points in time.</summary>
/// <param name="store">Where the events are.</param>
/// <param name="fields">Its fields.</param>
/// <param name="time">Tells what <c>now</c> is.</param>
/// <param name="log">What failed without anybody having foreseen it.</param>
internal sealed class SearchApi(IEventStore store, KnownFields fields, TimeProvider time, ILogger log)
{
    private const int MaxSearches = 1_000;

    // Searches of many behind so long an answer are not made any more.
    private const long MaxAnswerBytes = 256 << 20;

    // They would change what is found or shown. Others, such as preference, do not.
    private static readonly string[] s_unsupported = ["min_score", "docvalue_fields", "stored_fields", "routing", "analyzer", "suggest_field"];

    private static readonly string[] s_ignoredInHeads = ["search_type", "preference", "request_cache", "ccs_minimize_roundtrips", "allow_partial_search_results", "max_concurrent_shard_requests", "allow_no_indices", "expand_wildcards", "ignore_throttled"];

    private readonly Scrolls _scrolls = new(time);

    private Moments Moments => new(time.GetUtcNow());

    public async Task SearchAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var request = await ReadAsync(context, await Requests.ReadObjectAsync(context.Request, cancel));
        var indices = await IndicesAsync(request, Names(context), Ignores(context.Request.Query["ignore_unavailable"]), cancel);
        if (context.Request.Query["scroll"].ToString() is { Length: > 0 } keep)
        {
            await StartScrollAsync(context, request, indices, DurationOf(keep));
            return;
        }
        await AnswerAsync(context, writer => SearchAnswer.WriteAsync(writer, store, request, indices, time, cancel));
    }

    public async Task CountAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var body = await Requests.ReadObjectAsync(context.Request, cancel);
        foreach (var member in body.EnumerateObject())
            if (member.Name != "query") throw SearchException.Parsing($"request does not support [{member.Name}]");
        var request = await ReadAsync(context, body);
        var indices = await IndexSelection.FilterAsync(store, Names(context), Ignores(context.Request.Query["ignore_unavailable"]), cancel);
        long count = await SearchAnswer.CountAsync(store, indices.And(request.Filter), cancel);
        await AnswerAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("count", count);
            SearchAnswer.WriteShards(writer);
            writer.WriteEndObject();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Many searches in one request: a line with the data streams and a line with the search for each. One that fails does not stop the others.</summary>
    public async Task MultiSearchAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var lines = LinesOf(await Requests.ReadAsync(context.Request, cancel)).ToList();
        // Between two searches the first line may be empty; only the end has no search.
        while (lines.Count > 0 && lines[^1].Span.Trim(" \r\t"u8).IsEmpty) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0 || lines.Count % 2 != 0) throw SearchException.Illegal("A multi search has a line for the data streams and a line for the search, each ended by a new line.");
        if (lines.Count / 2 > MaxSearches) throw SearchException.Illegal($"A multi search has {lines.Count / 2} searches; {MaxSearches} is the most.");
        var catalog = await fields.GetAsync(cancel);
        long started = time.GetTimestamp();
        await AnswerAsync(context, async writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("responses");
            for (int i = 0; i < lines.Count; i += 2)
            {
                bool isFull = writer.BytesCommitted + writer.BytesPending > MaxAnswerBytes;
                await WriteOneOfManyAsync(writer, context, isFull, lines[i], lines[i + 1], catalog);
            }
            writer.WriteEndArray();
            writer.WriteNumber("took", (long)time.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteEndObject();
        });
    }

    public async Task OpenPointAsync(HttpContext context)
    {
        string names = Names(context) ?? "";
        await IndexSelection.FilterAsync(store, names, Ignores(context.Request.Query["ignore_unavailable"]), context.RequestAborted);
        await AnswerAsync(context, new JsonObject { ["id"] = PointInTime.Open(names), ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["skipped"] = 0, ["failed"] = 0 } });
    }

    public static async Task ClosePointAsync(HttpContext context)
    {
        var body = await Requests.ReadObjectAsync(context.Request, context.RequestAborted);
        PointInTime.Read((body.Member("id") ?? throw SearchException.Illegal("[id] cannot be empty")).AsText());
        await AnswerAsync(context, new JsonObject { ["succeeded"] = true, ["num_freed"] = 1 });
    }

    /// <summary>Nothing waits: what was answered can be found.</summary>
    public static Task RefreshAsync(HttpContext context) =>
        AnswerAsync(context, new JsonObject { ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 } });

    public async Task ScrollAsync(HttpContext context)
    {
        var body = await Requests.ReadObjectAsync(context.Request, context.RequestAborted);
        string id = body.Member("scroll_id")?.AsText() ?? context.Request.RouteValues["id"] as string ?? context.Request.Query["scroll_id"].ToString();
        string? keep = body.Member("scroll")?.AsText() ?? context.Request.Query["scroll"].ToString();
        long started = time.GetTimestamp();
        var open = _scrolls.Find(id);
        var page = await new HitSearch(store).PageAsync(open.Request, open.Filter, open.Next, context.RequestAborted);
        _scrolls.Advance(id, page.Next, string.IsNullOrEmpty(keep) ? null : DurationOf(keep));
        await AnswerScrollAsync(context, id, open.Request, open.Filter, page, started);
    }

    public async Task CloseScrollAsync(HttpContext context)
    {
        var body = await Requests.ReadObjectAsync(context.Request, context.RequestAborted);
        string[] ids = body.Member("scroll_id") is { } given
            ? [.. given.AsList().Select(static id => id.AsText())]
            : (context.Request.RouteValues["id"] as string ?? context.Request.Query["scroll_id"].ToString()).Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length == 0) throw new SearchException(StatusCodes.Status400BadRequest, "action_request_validation_exception", "Validation Failed: 1: no scroll ids specified;");
        int freed = ids is ["_all"] ? _scrolls.CloseAll() : ids.Count(_scrolls.Close);
        context.Response.StatusCode = freed > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        await AnswerAsync(context, new JsonObject { ["succeeded"] = true, ["num_freed"] = freed });
    }

    /// <summary>The data streams that the path names.</summary>
    public static string? Names(HttpContext context) => context.Request.RouteValues["index"] is string names ? Uri.UnescapeDataString(names) : null;

    /// <summary>Writes an answer as JSON.</summary>
    public static Task AnswerAsync(HttpContext context, JsonNode answer) => AnswerAsync(context, writer =>
    {
        answer.WriteTo(writer);
        return ValueTask.CompletedTask;
    });

    private static async Task AnswerAsync(HttpContext context, Func<Utf8JsonWriter, ValueTask> write)
    {
        // Written whole before it is sent: what goes wrong in the middle can still be answered.
        using var buffer = new PooledBuffer();
        await using (var writer = new Utf8JsonWriter(buffer)) await write(writer);
        var shape = new AnswerShape(context.Request.Query, isError: context.Response.StatusCode >= StatusCodes.Status400BadRequest);
        if (shape.IsPlain)
        {
            await SendAsync(context, buffer);
            return;
        }
        using var shaped = new PooledBuffer();
        shape.Write(buffer.Span, shaped);
        await SendAsync(context, shaped);
    }

    private static async Task SendAsync(HttpContext context, PooledBuffer answer)
    {
        context.Response.ContentType = SearchEndpoints.ContentTypeOf(context);
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer.Memory, context.RequestAborted);
    }

    private async ValueTask<SearchRequest> ReadAsync(HttpContext context, JsonElement body)
    {
        var catalog = await fields.GetAsync(context.RequestAborted);
        var request = SearchRequest.Read(body, catalog, Moments);
        var query = context.Request.Query;
        if (s_unsupported.FirstOrDefault(query.ContainsKey) is { } parameter) throw SearchException.Unsupported($"The parameter [{parameter}]");
        if (query["allow_no_indices"] == "false") throw SearchException.Unsupported("[allow_no_indices] that is false");
        if (query["expand_wildcards"] == "none") throw SearchException.Unsupported("[expand_wildcards] that is none");
        if (query["q"].ToString() is { Length: > 0 } q)
        {
            string[] names = query["df"].ToString() is { Length: > 0 } df ? [df] : [];
            string operation = query["default_operator"].ToString().ToUpperInvariant();
            if (operation is not ("" or "AND" or "OR")) throw SearchException.Illegal($"[default_operator] is [{query["default_operator"]}]; expected [AND] or [OR].");
            bool isAnd = operation == "AND";
            request = request with { Filter = request.Filter.And(new QueryTranslator(catalog, Moments).QueryString(q, names, isAnd, TimeZoneInfo.Utc)) };
        }
        if (query["size"].ToString() is { Length: > 0 } size) request = request with { Size = Number("size", size) };
        if (query["from"].ToString() is { Length: > 0 } from) request = request with { From = Number("from", from) };
        if (query["sort"].ToString() is { Length: > 0 } sort) request = request with { Sort = HitSort.Read(sort, catalog) };
        if (query["track_total_hits"].ToString() is { Length: > 0 } tracks) request = request with { CountsHits = tracks != "false" };
        if (query.ContainsKey("_source") || query.ContainsKey("_source_includes") || query.ContainsKey("_source_excludes")) request = request with { Source = SourceOf(query) };
        return InForm(context, request).Checked();
    }

    /// <summary>The request with the form of the answer that the parameters ask for.</summary>
    private static SearchRequest InForm(HttpContext context, SearchRequest request) =>
        request with { HasTypedKeys = IsOn(context, "typed_keys"), HasPlainTotal = IsOn(context, "rest_total_hits_as_int") };

    // A parameter without a value is on.
    private static bool IsOn(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var value) && value.ToString() is "" or "true";

    private static SourceFilter? SourceOf(IQueryCollection query)
    {
        string source = query["_source"].ToString();
        if (source == "false") return null;
        string[] includes = [.. (source is "" or "true" ? query["_source_includes"].ToString() : source).Split(',', StringSplitOptions.RemoveEmptyEntries)];
        return new SourceFilter(includes, query["_source_excludes"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Number(string name, string text) =>
        int.TryParse(text, out int number) ? number : throw SearchException.Illegal($"Failed to parse int parameter [{name}] with value [{text}]");

    /// <summary>The events of the data streams that a request names, or of those that its point in time is about, of which some may be gone.</summary>
    private ValueTask<Filter> IndicesAsync(SearchRequest request, string? names, bool ignoresMissing, CancellationToken cancel)
    {
        if (request.PointInTime is not { } point) return IndexSelection.FilterAsync(store, names, ignoresMissing, cancel);
        if (!string.IsNullOrEmpty(names)) throw SearchException.Illegal("[indices] cannot be used with point in time. Do not specify any index with point in time.");
        return IndexSelection.FilterAsync(store, PointInTime.Read(point), ignoresMissing: true, cancel);
    }

    private static bool Ignores(string? value) => value is "true" or "";

    private static TimeSpan DurationOf(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(text.AsSpan(0, digits), out int count)) throw SearchException.Illegal($"failed to parse [{text}] as a time value: expected a number and one of ms, s, m, h, d.");
        long unit = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => throw SearchException.Illegal($"failed to parse [{text}] as a time value: expected a number and one of ms, s, m, h, d."),
        };
        // Longer than anything is kept.
        return TimeSpan.FromMilliseconds(Math.Min(count * unit, 31_536_000_000));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> LinesOf(ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            int end = body.Span.IndexOf((byte)'\n');
            yield return body[..(end < 0 ? body.Length : end)];
            body = end < 0 ? default : body[(end + 1)..];
        }
    }

    private async ValueTask WriteOneOfManyAsync(Utf8JsonWriter writer, HttpContext context, bool isFull, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, FieldCatalog catalog)
    {
        var cancel = context.RequestAborted;
        using var answer = new PooledBuffer();
        try
        {
            if (isFull) throw new SearchException(StatusCodes.Status429TooManyRequests, "circuit_breaking_exception", $"The answers before this one are longer than {MaxAnswerBytes >> 20} MiB together. Ask for fewer hits, or send fewer searches at once.");
            var (names, ignoresMissing) = HeadOf(head, context);
            var request = InForm(context, SearchRequest.Read(Requests.ParseObject(body), catalog, Moments));
            var indices = await IndicesAsync(request, names, ignoresMissing, cancel);
            await using (var one = new Utf8JsonWriter(answer)) await SearchAnswer.WriteAsync(one, store, request, indices, time, cancel, status: StatusCodes.Status200OK);
            writer.WriteRawValue(answer.Span, skipInputValidation: true);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // One that fails, for whatever reason, does not stop the others.
            SearchErrors.ToJson(SearchErrors.Of(e, context, log)).WriteTo(writer);
        }
    }

    /// <summary>What the line before a search says.</summary>
    private static (string? Names, bool IgnoresMissing) HeadOf(ReadOnlyMemory<byte> line, HttpContext context)
    {
        string? names = Names(context);
        bool ignoresMissing = Ignores(context.Request.Query["ignore_unavailable"]);
        if (line.Span.Trim(" \r\t"u8).IsEmpty) return (names, ignoresMissing);
        foreach (var member in Requests.ParseObject(line).EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            if (member.Name is "index" or "indices") names = string.Join(',', member.Value.AsList().Select(static name => name.AsText()));
            else if (member.Name == "ignore_unavailable") ignoresMissing = member.Value.AsBoolean(member.Name);
            else if (!s_ignoredInHeads.Contains(member.Name)) throw SearchException.Illegal($"key [{member.Name}] is not supported in the metadata section");
        }
        return (names, ignoresMissing);
    }

    private async Task StartScrollAsync(HttpContext context, SearchRequest request, Filter indices, TimeSpan keep)
    {
        if (request.From > 0) throw SearchException.Illegal("using [from] is not allowed in a scroll context");
        if (request.Size == 0) throw SearchException.Illegal("[size] cannot be [0] in a scroll context");
        if (request.After is not null) throw SearchException.Illegal("[search_after] cannot be used in a scroll context");
        if (request.PointInTime is not null) throw SearchException.Illegal("using [point in time] is not allowed in a scroll context");
        long started = time.GetTimestamp();
        var filter = new Filter.All([indices, request.Filter, request.PostFilter ?? Filter.Everything]);
        var aggregations = await SearchAnswer.AggregationsAsync(store, request, indices, context.RequestAborted);
        var page = await new HitSearch(store).PageAsync(request, filter, null, context.RequestAborted);
        // Only the first page has them.
        string id = _scrolls.Start(request with { Aggregations = [] }, filter, page.Next, keep);
        await AnswerScrollAsync(context, id, request, filter, page, started, aggregations);
    }

    private async Task AnswerScrollAsync(HttpContext context, string id, SearchRequest request, Filter filter, HitPage page, long started, JsonObject? aggregations = null)
    {
        long? total = request.CountsHits ? await SearchAnswer.CountAsync(store, filter, context.RequestAborted) : null;
        await AnswerAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("_scroll_id", id);
            SearchAnswer.WriteHead(writer, time.GetElapsedTime(started));
            writer.WritePropertyName("hits");
            SearchAnswer.WriteHits(writer, request, page, total, context.RequestAborted);
            SearchAnswer.WriteAggregations(writer, request, aggregations);
            writer.WriteEndObject();
            return ValueTask.CompletedTask;
        });
    }
}
