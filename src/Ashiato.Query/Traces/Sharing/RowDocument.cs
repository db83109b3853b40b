using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>What a row tells of an event whose document is not kept, as a document.</summary>
internal static class RowDocument
{
    public static JsonElement Of(TraceRow row)
    {
        bool isTransaction = row.Kind == TraceRowKind.Transaction;
        var document = new JsonObject
        {
            ["processor"] = new JsonObject { ["event"] = isTransaction ? "transaction" : "span" },
            ["event"] = new JsonObject { ["outcome"] = row.IsFailed ? "failure" : "success" },
            [isTransaction ? "transaction" : "span"] = isTransaction ? Transaction(row) : Span(row),
        };
        if (row.Method is not null) document["http.request.method"] = row.Method;
        if (row.StatusCode is { } status) document["http.response.status_code"] = status;
        if (row.Url is not null) document["url.full"] = row.Url;
        if (row.Links is { Count: > 0 } links) document["span.links"] = new JsonArray([.. links.Select(Link)]);
        return JsonElement.Parse(document.ToJsonString());
    }

    private static JsonObject Transaction(TraceRow row)
    {
        var transaction = Common(row);
        if (row.Result is not null) transaction["result"] = row.Result;
        if (row.DroppedSpans > 0) transaction["span_count.dropped"] = row.DroppedSpans;
        return transaction;
    }

    private static JsonObject Span(TraceRow row)
    {
        var span = Common(row);
        if (row.Subtype is not null) span["subtype"] = row.Subtype;
        if (row.Action is not null) span["action"] = row.Action;
        if (row.IsAsync) span["sync"] = false;
        if (row.Statement is not null) span["db.statement"] = row.Statement;
        if (row.RowsAffected is { } rows) span["db.rows_affected"] = rows;
        if (row.Destination is not null) span["destination.service.resource"] = row.Destination;
        if (row.CallCount <= 1) return span;
        span["composite.count"] = row.CallCount;
        span["composite.sum.us"] = row.CallSumMicros;
        return span;
    }

    private static JsonObject Common(TraceRow row)
    {
        var common = new JsonObject { ["id"] = row.Id, ["name"] = row.Name };
        if (row.Type is not null) common["type"] = row.Type;
        if (!row.IsUnfinished) common["duration.us"] = row.DurationMicros;
        return common;
    }

    private static JsonObject Link(SpanLink link) => new() { ["trace"] = new JsonObject { ["id"] = link.TraceId }, ["span"] = new JsonObject { ["id"] = link.SpanId } };
}
