using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Search.Aggregations;
using Ashiato.Search.Hits;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search;

/// <summary>Answers searches.</summary>
internal static class SearchAnswer
{
    /// <summary>Writes the answer to a search.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="store">Where the events are.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="indices">The events of the data streams that were named.</param>
    /// <param name="time">Measures how long it took.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <param name="status">The status that the answer tells, as one of many does.</param>
    public static async ValueTask WriteAsync(Utf8JsonWriter writer, IEventStore store, SearchRequest request, Filter indices, TimeProvider time, CancellationToken cancel, int? status = null)
    {
        long started = time.GetTimestamp();
        var filter = new Filter.All([indices, request.Filter]);
        var hitFilter = request.PostFilter is { } later ? filter.And(later) : filter;
        var aggregations = await AggregationsAsync(store, request, indices, cancel);
        var page = await new HitSearch(store).PageAsync(request, hitFilter, null, cancel);
        long? total = await TotalAsync(store, request, hitFilter, page, cancel);

        writer.WriteStartObject();
        WriteHead(writer, time.GetElapsedTime(started));
        if (request.PointInTime is { } point) writer.WriteString("pit_id", point);
        writer.WritePropertyName("hits");
        WriteHits(writer, request, page, total, cancel);
        WriteAggregations(writer, request, aggregations);
        if (status is { } told) writer.WriteNumber("status", told);
        writer.WriteEndObject();
    }

    /// <summary>The results of the aggregations; <see langword="null"/> when there are none.</summary>
    public static async ValueTask<JsonObject?> AggregationsAsync(IEventStore store, SearchRequest request, Filter indices, CancellationToken cancel) =>
        request.Aggregations.Count == 0 ? null : await new AggregationRun(store, indices, request.HasTypedKeys, cancel).RunAsync(request.Aggregations, new Filter.All([indices, request.Filter]));

    /// <summary>Writes the results of the aggregations.</summary>
    public static void WriteAggregations(Utf8JsonWriter writer, SearchRequest request, JsonObject? aggregations)
    {
        if (aggregations is null) return;
        if (request.HasTypedKeys) TypedKeys.Apply(aggregations, request.Aggregations);
        writer.WritePropertyName("aggregations");
        aggregations.WriteTo(writer);
    }

    /// <summary>How long a search took, and that all of the store took part.</summary>
    public static void WriteHead(Utf8JsonWriter writer, TimeSpan took)
    {
        writer.WriteNumber("took", (long)took.TotalMilliseconds);
        writer.WriteBoolean("timed_out", false);
        WriteShards(writer);
    }

    /// <summary>The one shard that there is.</summary>
    public static void WriteShards(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", 1);
        writer.WriteNumber("successful", 1);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
    }

    /// <summary>Writes the hits with their number.</summary>
    public static void WriteHits(Utf8JsonWriter writer, SearchRequest request, HitPage page, long? total, CancellationToken cancel)
    {
        writer.WriteStartObject();
        if (request.HasPlainTotal)
        {
            writer.WriteNumber("total", total ?? -1);
        }
        else if (total is { } count)
        {
            writer.WriteStartObject("total");
            writer.WriteNumber("value", count);
            writer.WriteString("relation", "eq");
            writer.WriteEndObject();
        }
        if (request.Sort.Count == 0 && page.Rows.Count > 0) writer.WriteNumber("max_score", 1.0);
        else writer.WriteNull("max_score");
        HitWriter.Write(writer, request, page, cancel);
        writer.WriteEndObject();
    }

    /// <summary>The hits of a bucket.</summary>
    public static async ValueTask<JsonNode?> HitsAsync(IEventStore store, SearchRequest request, Filter filter, string? token, CancellationToken cancel)
    {
        var page = await new HitSearch(store).PageAsync(request, filter, token, cancel);
        long? total = await TotalAsync(store, request, filter, page, cancel);
        var buffer = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(buffer)) WriteHits(writer, request, page, total, cancel);
        return JsonNode.Parse(buffer.WrittenSpan, documentOptions: EventDocument.Reading);
    }

    /// <summary>How many events a filter has.</summary>
    public static async ValueTask<long> CountAsync(IEventStore store, Filter filter, CancellationToken cancel)
    {
        var (time, rest) = TimeFilter.Split(filter);
        var table = await store.QueryAsync(new GroupQuery { Time = time, Filter = rest, Measures = [new Measure.Count()] }, cancel);
        return table.EventCount;
    }

    /// <summary>How many hits there are; without counting when the page holds them all.</summary>
    public static async ValueTask<long?> TotalAsync(IEventStore store, SearchRequest request, Filter filter, HitPage page, CancellationToken cancel)
    {
        if (!request.CountsHits) return null;
        bool isOnlyPage = request is { From: 0, After: null } && request.Size > 0 && page.Rows.Count < request.Size;
        return isOnlyPage ? page.Rows.Count : await CountAsync(store, filter, cancel);
    }
}
