using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What was logged, marked and linked along a trace?</summary>
internal sealed class TraceNotesQuestion(IEventStore store)
{
    /// <summary>The most log lines that one trace shows; of more, the earliest.</summary>
    public const int MaxLogs = 10_000;

    /// <summary>The most links from elsewhere that one trace shows.</summary>
    public const int MaxLinks = 1_000;

    private const string MarkPrefix = "transaction.marks.";

    // A message may lie in its queue; what takes it up later links back.
    private const long LinkedBeforeMicros = 3_600_000_000;
    private const long LinkedAfterMicros = 24L * 3_600_000_000;

    private static readonly Field[] s_logFields =
        [Fields.Timestamp, Fields.SpanId, Fields.TransactionId, Fields.LogLevel, Fields.LogLogger, Fields.Message, Fields.ServiceName];

    private static readonly Field[] s_linkFields =
    [
        Fields.Timestamp, Fields.ProcessorEvent, Fields.TraceId, Fields.SpanId, Fields.TransactionId, Fields.ServiceName,
        Fields.SpanName, Fields.TransactionName, Fields.SpanLinks,
    ];

    public async Task<TraceNotes> AskAsync(string traceId, CancellationToken cancel)
    {
        var ofTrace = Filter.Is(Fields.TraceId, traceId);
        var logsTask = LogsAsync(ofTrace, cancel);
        var marksTask = MarksAsync(ofTrace, cancel);
        var links = await LinksAsync(traceId, ofTrace, cancel);
        var logs = await logsTask;
        return new TraceNotes([.. logs.Rows.Rows.Select(ToLog)], await marksTask, links, logs.Next is not null);
    }

    private async Task<RowPage> LogsAsync(Filter ofTrace, CancellationToken cancel) => await store.QueryAsync(
        new RowQuery { Filter = ofTrace.And(Filter.Is(Fields.ProcessorEvent, Fields.Events.Log)), Fields = s_logFields, Sort = new Sort(Fields.Timestamp), Limit = MaxLogs },
        cancel);

    private static TraceLog ToLog(EventRow row) => new(
        row.Text(Fields.SpanId) ?? row.Text(Fields.TransactionId),
        row.TimestampMicros,
        row.Text(Fields.LogLevel),
        row.Text(Fields.LogLogger),
        row.Text(Fields.Message) ?? "",
        row.Text(Fields.ServiceName));

    private async Task<IReadOnlyList<TraceMark>> MarksAsync(Filter ofTrace, CancellationToken cancel)
    {
        var ofTransactions = ofTrace.And(TransactionNumbers.IsTransaction);
        var known = await store.GetFieldsAsync(TimeRange.All, ofTransactions, cancel);
        Field[] fields = [.. known.Select(one => one.Field).Where(field => field.Name.StartsWith(MarkPrefix, StringComparison.Ordinal) && field.Type == FieldType.Double)];
        if (fields.Length == 0) return [];

        var isMarked = new Filter.Any([.. fields.Select(field => new Filter.Exists(field))]);
        var page = await store.QueryAsync(new RowQuery { Filter = ofTransactions.And(isMarked), Fields = [Fields.TransactionId, .. fields], Limit = MaxLogs }, cancel);
        return [.. page.Rows.Rows.SelectMany(row => MarksOf(row, fields)).OrderBy(mark => mark.AtMicros)];
    }

    private static IEnumerable<TraceMark> MarksOf(EventRow row, Field[] fields)
    {
        string id = row.Text(Fields.TransactionId) ?? "";
        foreach (var field in fields)
        {
            if (row.Number(field) is not { } millis) continue;
            string[] parts = field.Name[MarkPrefix.Length..].Split('.', 2);
            yield return new TraceMark(id, parts[0], parts[^1], millis * 1_000);
        }
    }

    private async Task<IReadOnlyList<IncomingLink>> LinksAsync(string traceId, Filter ofTrace, CancellationToken cancel)
    {
        var first = await store.QueryAsync(new RowQuery { Filter = ofTrace, Fields = [Fields.Timestamp], Sort = new Sort(Fields.Timestamp), Limit = 1 }, cancel);
        if (first.Rows.RowCount == 0) return [];
        long start = first.Rows[0].TimestampMicros;
        var around = new TimeRange(start - LinkedBeforeMicros, start + LinkedAfterMicros);
        var names = new Filter.TextLike(Fields.SpanLinks, $"*\"{Filter.TextLike.Escape(traceId)}\"*");
        var page = await store.QueryAsync(new RowQuery { Time = around, Filter = names, Fields = s_linkFields, Sort = new Sort(Fields.Timestamp), Limit = MaxLinks }, cancel);
        return [.. page.Rows.Rows.SelectMany(row => LinksOf(row, traceId))];
    }

    private static IEnumerable<IncomingLink> LinksOf(EventRow row, string traceId)
    {
        string from = row.Text(Fields.TraceId) ?? "";
        // Links inside the trace stand at the rows that have them.
        if (from == traceId) yield break;
        bool isTransaction = row.Text(Fields.ProcessorEvent) == Fields.Events.Transaction;
        foreach (var link in SpanLink.Read(row.Utf8(Fields.SpanLinks)) ?? [])
        {
            if (link.TraceId != traceId) continue;
            yield return new IncomingLink(
                link.SpanId,
                from,
                row.Text(isTransaction ? Fields.TransactionId : Fields.SpanId) ?? "",
                row.Text(Fields.ServiceName) ?? "",
                row.Text(isTransaction ? Fields.TransactionName : Fields.SpanName) ?? "",
                row.TimestampMicros);
        }
    }
}
