using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Exploring;

/// <summary>Which events match?</summary>
internal sealed class ExploreRowsQuestion(IEventStore store)
{
    /// <summary>The most rows, and the most columns beside the usual ones.</summary>
    public const int MaxLimit = 1_000, MaxColumns = 12;

    private static readonly Field[] s_usual =
    [
        Fields.Timestamp, Fields.ProcessorEvent, Fields.ServiceName, Fields.TransactionName, Fields.SpanName, Fields.TransactionDurationUs, Fields.SpanDurationUs, Fields.EventOutcome,
        Fields.TraceId, Fields.TransactionId, Fields.SpanId, Fields.ParentId, Fields.ErrorGroupingName, Fields.ErrorExceptionMessage, Fields.ErrorLogMessage, Fields.Message, Fields.MetricsetName,
    ];

    /// <param name="kind">Which events.</param>
    /// <param name="columns">Names of fields whose values come along.</param>
    /// <param name="sort">Name of the field to sort by; <see langword="null"/> for the newest first.</param>
    /// <param name="descending">True for the greatest first.</param>
    /// <param name="period">When, where, and what they must fulfil.</param>
    /// <param name="limit">How many rows.</param>
    /// <param name="after">Where to go on: <see cref="ExploredRows.Next"/> of the answer before.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<ExploredRows> AskAsync(EventKind kind, IReadOnlyList<string> columns, string? sort, bool descending, Period period, int limit, string? after, CancellationToken cancel)
    {
        Field[] chosen = [.. columns.Take(MaxColumns).Select(name => FieldOf(name))];
        var filter = kind.Filter.And(period.Filter);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var rowsTask = store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = filter,
                Fields = [.. s_usual.Concat(chosen).Distinct()],
                Sort = sort is null ? new Sort(Fields.Timestamp, Descending: true) : new Sort(sort == "duration" ? kind.Duration ?? Fields.Timestamp : FieldOf(sort), descending),
                Limit = Math.Clamp(limit, 1, MaxLimit),
                After = after,
            },
            cancel).AsTask();
        var countsTask = store.QueryAsync(new GroupQuery { Time = period.Time, Filter = filter, Keys = [intervals.Key], Measures = [new Measure.Count()], Limit = GroupQuery.MaxLimit }, cancel).AsTask();
        await Task.WhenAll(rowsTask, countsTask);

        return new ExploredRows(
            [.. (await rowsTask).Rows.Rows.Select(row => ToRow(row, chosen))], (await rowsTask).Next, (await countsTask).EventCount,
            intervals.FirstMicros, intervals.LengthMicros, intervals.Spread((await countsTask).Groups, 0, group => group.Number(0)));
    }

    /// <summary>The field of a name; a sample of some metric when the name says nothing else.</summary>
    public static Field FieldOf(string name) => FieldName.Find(name, [])[0].Field;

    /// <summary>A value as people read it.</summary>
    public static string? Text(EventRow row, Field field) =>
        row.Text(field) ?? (field.Type == FieldType.Boolean ? row.Boolean(field) switch { true => "true", false => "false", null => null } : row.Number(field)?.ToString("0.######", CultureInfo.InvariantCulture));

    private static ExploredRow ToRow(EventRow row, Field[] columns)
    {
        string kind = row.Text(Fields.ProcessorEvent) ?? "";
        return new ExploredRow(
            row.TimestampMicros,
            kind,
            row.Text(Fields.ServiceName),
            kind switch
            {
                Fields.Events.Transaction => row.Text(Fields.TransactionName),
                Fields.Events.Span => row.Text(Fields.SpanName),
                Fields.Events.Error => row.Text(Fields.ErrorGroupingName) ?? row.Text(Fields.ErrorExceptionMessage) ?? row.Text(Fields.ErrorLogMessage),
                Fields.Events.Metric => row.Text(Fields.MetricsetName),
                _ => row.Text(Fields.Message),
            } ?? "",
            row.Int64(Fields.SpanDurationUs) ?? row.Int64(Fields.TransactionDurationUs),
            row.Text(Fields.EventOutcome) == Fields.Outcomes.Failure,
            row.Text(Fields.TraceId),
            kind == Fields.Events.Error ? row.Text(Fields.ParentId) : row.Text(Fields.SpanId) ?? row.Text(Fields.TransactionId),
            [.. columns.Select(field => Text(row, field))]);
    }
}
