using System.IO.Compression;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Query.Tests;

/// <summary>What a Go agent sent while it traced a marketplace, read as far as questions need it.</summary>
internal static class RecordedStream
{
    /// <summary>The moment before which nothing happened in it, and the one after which nothing did.</summary>
    public static Storage.Queries.TimeRange Time { get; } = new(1_795_330_000_000_000, 1_795_340_000_000_000);

    public static async Task<MemoryEventStore> ToStoreAsync(CancellationToken cancel)
    {
        string path = Path.Combine(Corpus(), "streams", "isucari-go-agent-1.15.0.ndjson.gz");
        await using var file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(unpacked);

        var batch = new EventBatchBuilder();
        var store = new MemoryEventStore();
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var member = json.RootElement.EnumerateObject().First();
            if (member.Name is "transaction" or "span") Add(batch, member.Name, member.Value);
        }
        await store.AppendAsync(batch.Build(), cancel);
        return store;
    }

    private static void Add(EventBatchBuilder batch, string kind, JsonElement json)
    {
        bool isTransaction = kind == Fields.Events.Transaction;
        batch.Set(Fields.ProcessorEvent, kind);
        batch.Set(Fields.ServiceName, "isucari");
        batch.Set(Fields.HostHostname, "isucon-app1");
        batch.Set(Fields.Timestamp, json.GetProperty("timestamp").GetInt64());
        batch.Set(Fields.TraceId, json.GetProperty("trace_id").GetString()!);
        batch.Set(isTransaction ? Fields.TransactionId : Fields.SpanId, json.GetProperty("id").GetString()!);
        batch.Set(isTransaction ? Fields.TransactionName : Fields.SpanName, json.GetProperty("name").GetString()!);
        batch.Set(isTransaction ? Fields.TransactionType : Fields.SpanType, json.GetProperty("type").GetString()!);
        batch.Set(isTransaction ? Fields.TransactionDurationUs : Fields.SpanDurationUs, (long)(json.GetProperty("duration").GetDouble() * 1_000));
        if (json.TryGetProperty("parent_id", out var parent)) batch.Set(Fields.ParentId, parent.GetString()!);
        if (json.TryGetProperty("transaction_id", out var transaction)) batch.Set(Fields.TransactionId, transaction.GetString()!);
        if (json.TryGetProperty("action", out var action)) batch.Set(Fields.SpanAction, action.GetString()!);
        batch.EndRow();
    }

    private static string Corpus()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string corpus = Path.Combine(directory.FullName, "tests", "corpus");
            if (Directory.Exists(corpus)) return corpus;
        }
        throw new DirectoryNotFoundException("There is no tests/corpus above the directory of the tests.");
    }
}
