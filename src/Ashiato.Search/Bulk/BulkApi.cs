using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Search.Dsl;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Search.Bulk;

/// <summary>Takes documents in: lines that say what to do, each followed by its document.</summary>
/// <remarks>
/// Events are never changed, so that only <c>create</c> and <c>index</c> can be done, and the <c>_id</c> is the event's own. Each item is answered for
/// itself; those that are right are durable when the answer comes.
/// </remarks>
/// <param name="store">Where they go.</param>
/// <param name="fields">The fields of the store, to which documents may add.</param>
/// <param name="time">Measures how long it took.</param>
internal sealed class BulkApi(IEventStore store, KnownFields fields, TimeProvider time)
{
    private const int MaxItems = 100_000;

    // They would change documents, or are promises about documents that are changed.
    private static readonly string[] s_unsupported = ["pipeline", "if_seq_no", "if_primary_term", "require_alias", "dynamic_templates"];

    public async Task BulkAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        long started = time.GetTimestamp();
        var rest = await Requests.ReadAsync(context.Request, cancel);
        if (context.Request.Query["pipeline"].ToString() is not ("" or "_none")) throw SearchException.Unsupported("The parameter [pipeline]");
        string? index = SearchApi.Names(context);
        var reader = new DocumentReader();
        var items = new JsonArray();
        bool hasErrors = false;
        var kept = new List<JsonObject>();
        while (TryLine(ref rest, out var line))
        {
            if (line.Span.Trim(" \r\t"u8).IsEmpty) continue;
            cancel.ThrowIfCancellationRequested();
            if (items.Count == MaxItems) throw new SearchException(StatusCodes.Status413PayloadTooLarge, "content_too_long_exception", $"The request has more than {MaxItems} items. Send it in parts.");
            var (operation, options) = ActionOf(line);
            if (operation != "delete" && !TryLine(ref rest, out line)) throw SearchException.Illegal("The bulk request must be terminated by a newline [\\n], and the last action has no document.");
            string stream = options.Member("_index")?.AsText() ?? index ?? "";
            var item = new JsonObject { ["_index"] = stream, ["_id"] = options.Member("_id")?.AsText() };
            try
            {
                Take(reader, operation, options, stream, line);
                kept.Add(item);
                item["_version"] = 1;
                item["result"] = "created";
                item["_seq_no"] = 0;
                item["_primary_term"] = 1;
                item["status"] = StatusCodes.Status201Created;
            }
            catch (Exception e) when (SearchErrors.Of(e) is { Status: < StatusCodes.Status500InternalServerError } known)
            {
                hasErrors = true;
                item["status"] = known.Status;
                item["error"] = new JsonObject { ["type"] = known.Type, ["reason"] = known.Message };
            }
            items.Add((JsonNode)new JsonObject { [operation] = item });
        }
        if (items.Count == 0) throw SearchException.Parsing("request body is required");
        if (kept.Count > 0)
        {
            var batch = reader.Build();
            for (int row = 0; row < kept.Count; row++) kept[row]["_id"] = DocumentId.Of(new EventRow(batch, row));
            await store.AppendAsync(batch, cancel);
        }
        fields.Forget();
        await SearchApi.AnswerAsync(context, new JsonObject { ["took"] = (long)time.GetElapsedTime(started).TotalMilliseconds, ["errors"] = hasErrors, ["items"] = items });
    }

    private static void Take(DocumentReader reader, string operation, JsonElement options, string stream, ReadOnlyMemory<byte> document)
    {
        if (s_unsupported.FirstOrDefault(name => options.Member(name) is not null) is { } option) throw SearchException.Unsupported($"[{option}] of an item");
        if (operation is "update" or "delete") throw SearchException.Unsupported($"[{operation}] of an event");
        if (stream.Length == 0) throw SearchException.Illegal("index is missing: name it in the action or in the path.");
        reader.Add(Requests.ParseObject(document), stream);
    }

    private static (string Operation, JsonElement Options) ActionOf(ReadOnlyMemory<byte> line)
    {
        var action = Requests.ParseObject(line);
        foreach (var member in action.EnumerateObject())
        {
            if (member.Name is not ("create" or "index" or "update" or "delete"))
                throw SearchException.Illegal($"Malformed action/metadata line, expected one of [create, index, update, delete] but found [{member.Name}]");
            return (member.Name, member.Value);
        }
        throw SearchException.Illegal("Malformed action/metadata line, expected an action but found an empty object");
    }

    private static bool TryLine(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> line)
    {
        int end = rest.Span.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        bool isThere = !rest.IsEmpty;
        rest = end < 0 ? default : rest[(end + 1)..];
        return isThere;
    }
}
