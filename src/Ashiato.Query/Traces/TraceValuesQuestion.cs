using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What do the rows of a trace have in a field? And which fields have they?</summary>
internal sealed class TraceValuesQuestion(IEventStore store)
{
    private static Filter RowsOf(string traceId) => Filter.Is(Fields.TraceId, traceId)
        .And(new Filter.TextIn(Fields.ProcessorEvent, [Fields.Events.Transaction, Fields.Events.Span]));

    /// <summary>The names of fields, in order.</summary>
    public async Task<IReadOnlyList<string>> FieldsAsync(string traceId, CancellationToken cancel)
    {
        var known = await store.GetFieldsAsync(TimeRange.All, RowsOf(traceId), cancel);
        return [.. known.Where(one => one.Field.IsInDocument && one.Field.Type is not (FieldType.Json or FieldType.Histogram)).Select(one => one.Field.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>The values by the id of their row; rows without one are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ValuesAsync(string traceId, string fieldName, CancellationToken cancel)
    {
        var values = new Dictionary<string, string>();
        var known = await store.GetFieldsAsync(TimeRange.All, RowsOf(traceId), cancel);
        foreach (var field in known.Select(one => one.Field).Where(field => field.Name == fieldName))
        {
            Field[] fields = [Fields.ProcessorEvent, Fields.TransactionId, Fields.SpanId, field];
            var page = await store.QueryAsync(
                new RowQuery { Filter = RowsOf(traceId).And(new Filter.Exists(field)), Fields = [.. fields.Distinct()], Sort = new Sort(Fields.Timestamp), Limit = TraceQuestion.MaxRows }, cancel);
            foreach (var row in page.Rows.Rows)
            {
                bool isTransaction = row.Text(Fields.ProcessorEvent) == Fields.Events.Transaction;
                if (row.Text(isTransaction ? Fields.TransactionId : Fields.SpanId) is { } id) values.TryAdd(id, TextOf(row, field));
            }
        }
        return values;
    }

    private static string TextOf(EventRow row, Field field)
    {
        if (field.Kind is ColumnKind.String or ColumnKind.Id) return string.Join(", ", row.Texts(field));
        if (field.Type == FieldType.Boolean) return row.Boolean(field) == true ? "true" : "false";
        return row.Number(field)?.ToString(CultureInfo.InvariantCulture) ?? "";
    }
}
