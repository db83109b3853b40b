using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Logs;

/// <summary>What do logs say?</summary>
internal sealed class LogsQuestion(IEventStore store)
{
    /// <summary>The most lines one answer has.</summary>
    public const int MaxLimit = 1_000;

    private static readonly Field[] s_fields =
        [Fields.Timestamp, Fields.ServiceName, Fields.LogLevel, Fields.LogLogger, Fields.Message, Fields.TraceId, Fields.TransactionId, Fields.SpanId];

    /// <param name="service"><c>service.name</c>; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="limit">How many lines.</param>
    /// <param name="after">Where to go on: <see cref="LogPage.Next"/> of the answer before.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<LogPage> AskAsync(string? service, Period period, int limit, string? after, CancellationToken cancel)
    {
        var filter = Filter(service, period);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var rowsTask = store.QueryAsync(new RowQuery { Time = period.Time, Filter = filter, Fields = s_fields, Limit = Math.Clamp(limit, 1, MaxLimit), After = after }, cancel).AsTask();
        var levelsTask = store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = [new GroupKey.Value(Fields.LogLevel), intervals.Key], Measures = [new Measure.Count()], Limit = GroupQuery.MaxLimit },
            cancel).AsTask();
        await Task.WhenAll(rowsTask, levelsTask);

        var levels = (await levelsTask).Groups.GroupBy(group => group.Text(0))
            .Select(level => new LogLevelTime(level.Key, (long)level.Sum(group => group.Number(0)), intervals.Spread(level, 1, group => group.Number(0))));
        return new LogPage(
            [.. (await rowsTask).Rows.Rows.Select(ToLine)], (await rowsTask).Next, (await levelsTask).EventCount, intervals.FirstMicros, intervals.LengthMicros, [.. levels.OrderByDescending(level => level.Count)]);
    }

    /// <summary>Lines of logs, of a service when it is given.</summary>
    public static Filter Filter(string? service, Period period)
    {
        var filter = Storage.Queries.Filter.Is(Fields.ProcessorEvent, Fields.Events.Log).And(period.Filter);
        return service is null ? filter : filter.And(Storage.Queries.Filter.Is(Fields.ServiceName, service));
    }

    /// <summary>What must be asked for to tell a line.</summary>
    public static IReadOnlyList<Field> Needed => s_fields;

    /// <summary>A row as a line.</summary>
    public static LogLine ToLine(EventRow row) => new(
        row.TimestampMicros,
        row.Text(Fields.ServiceName),
        row.Text(Fields.LogLevel),
        row.Text(Fields.LogLogger),
        row.Text(Fields.Message) ?? "",
        row.Text(Fields.TraceId),
        row.Text(Fields.TransactionId),
        row.Text(Fields.SpanId));
}
