using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Rum;
using Ashiato.Model;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.SourceMaps;

/// <summary>Maps the stack traces of a batch that pages sent, and finds anew what follows from them.</summary>
internal sealed partial class BatchMapper(SourceMapCache cache, FrameRules rules, TimeProvider time, ILogger log)
{
    private static readonly Field[] s_changed = [Fields.SpanStacktrace, Fields.ErrorException, Fields.ErrorLogStacktrace, Fields.ErrorCulprit, Fields.ErrorGroupingKey];

    private readonly ILogger _log = log;

    /// <summary>The same events, their frames mapped where there is a map. A frame whose map cannot be had says so.</summary>
    public async ValueTask<EventBatch> MapAsync(EventBatch batch, CancellationToken cancel)
    {
        if (batch.Find(Fields.SpanStacktrace) is null && batch.Find(Fields.ErrorException) is null && batch.Find(Fields.ErrorLogStacktrace) is null) return batch;
        using var wait = new MapWait(time, cancel);
        var mapped = await MapRowsAsync(batch, wait);
        if (wait.Outage is { } reason) LogNotMapped(batch.RowCount, reason);
        return mapped;
    }

    private async ValueTask<EventBatch> MapRowsAsync(EventBatch batch, MapWait wait)
    {
        var builder = new EventBatchBuilder();
        bool isChanged = false;
        foreach (var row in batch.Rows)
        {
            foreach (var field in s_changed) builder.Set(field, row.Utf8(field));
            string service = row.Text(Fields.ServiceName) ?? "", version = row.Text(Fields.ServiceVersion) ?? "";
            var maps = new ServiceMaps(cache, service, version, wait);
            if (version.Length > 0 && await maps.HasAnyAsync()) isChanged |= await MapAsync(row, new FrameMapper(maps, rules), builder);
            builder.EndRow();
        }
        if (!isChanged) return batch;
        var changed = builder.Build().Columns;
        return new EventBatch(batch.Id, batch.RowCount, [.. batch.Columns.Where(column => !s_changed.Contains(column.Field)), .. changed]);
    }

    private static async ValueTask<bool> MapAsync(EventRow row, FrameMapper mapper, EventBatchBuilder builder)
    {
        var span = ListIn(row, Fields.SpanStacktrace);
        if (span is not null && await mapper.MapAsync(span))
        {
            builder.Set(Fields.SpanStacktrace, Written(span));
            return true;
        }
        var logged = ListIn(row, Fields.ErrorLogStacktrace);
        var exceptions = ListIn(row, Fields.ErrorException);
        bool isChanged = logged is not null && await mapper.MapAsync(logged);
        if (isChanged) builder.Set(Fields.ErrorLogStacktrace, Written(logged!));
        bool hasMapped = false;
        foreach (var frames in FramesOf(exceptions)) hasMapped |= await mapper.MapAsync(frames);
        if (hasMapped) builder.Set(Fields.ErrorException, Written(exceptions!));
        if (!isChanged && !hasMapped) return false;

        string? culprit = FrameMapper.CulpritOf(logged) ?? FrameMapper.CulpritOf(exceptions?.FirstOrDefault()?["stacktrace"] as JsonArray);
        if (culprit is not null) builder.Set(Fields.ErrorCulprit, culprit);
        builder.Set(Fields.ErrorGroupingKey, GroupingKey(row, exceptions, logged));
        return true;
    }

    /// <summary>What tells errors apart, as the decoder finds it before frames are mapped.</summary>
    private static string GroupingKey(EventRow row, JsonArray? exceptions, JsonArray? logged)
    {
        var key = new StringBuilder();
        foreach (var exception in exceptions ?? []) key.Append((string?)exception!["type"]);
        key.Append(row.Text(Fields.ErrorLogParamMessage));
        int beforeFrames = key.Length;
        foreach (var frames in FramesOf(exceptions)) Add(frames);
        if (key.Length == beforeFrames && logged is not null) Add(logged);
        if (key.Length == 0) foreach (var exception in exceptions ?? []) key.Append((string?)exception!["message"]);
        if (key.Length == 0) key.Append(row.Text(Fields.ErrorLogMessage));
        return XxHash64.Hash(Encoding.UTF8.GetBytes(key.ToString())).ToString("x16", CultureInfo.InvariantCulture);

        void Add(JsonArray frames)
        {
            foreach (var frame in frames)
                if (frame!["exclude_from_grouping"]?.GetValue<bool>() != true)
                    key.Append((string?)(frame["module"] ?? frame["filename"] ?? frame["classname"])).Append((string?)frame["function"]);
        }
    }

    private static IEnumerable<JsonArray> FramesOf(JsonArray? exceptions) => (exceptions ?? []).Select(exception => exception!["stacktrace"]).OfType<JsonArray>();

    private static JsonArray? ListIn(EventRow row, Field field) => row.Utf8(field) is { IsEmpty: false } json ? JsonNode.Parse(json, documentOptions: EventDocument.Reading) as JsonArray : null;

    private static byte[] Written(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "In a batch of {Events} events, frames of stack traces are kept without their sources: {Reason}")]
    private partial void LogNotMapped(int events, string reason);
}
