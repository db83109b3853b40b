using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Logs;

/// <summary>What do logs say again and again?</summary>
internal sealed class LogPatternsQuestion(IEventStore store)
{
    /// <summary>The newest lines that are looked at.</summary>
    public const int LookedAt = 20_000;

    private const int MaxPatterns = 200;

    /// <summary>The patterns, most lines first.</summary>
    public async Task<LogPatternList> AskAsync(string? service, Period period, CancellationToken cancel)
    {
        var filter = LogsQuestion.Filter(service, period);
        var rowsTask = store.QueryAsync(new RowQuery { Time = period.Time, Filter = filter, Fields = LogsQuestion.Needed, Limit = LookedAt }, cancel).AsTask();
        var countTask = store.QueryAsync(new GroupQuery { Time = period.Time, Filter = filter, Measures = [new Measure.Count()] }, cancel).AsTask();
        await Task.WhenAll(rowsTask, countTask);

        var lines = (await rowsTask).Rows.Rows.Select(LogsQuestion.ToLine).ToList();
        return new LogPatternList(
            [.. lines.GroupBy(line => LogTemplate.Of(line.Message)).Select(ToPattern).OrderByDescending(pattern => pattern.Count).Take(MaxPatterns)],
            lines.Count, (long)(await countTask).Groups[0].Number(0));
    }

    private static LogPattern ToPattern(IGrouping<string, LogLine> lines) => new(
        lines.Key,
        lines.LongCount(),
        [.. lines.Where(line => line.Level is not null).GroupBy(line => line.Level!).OrderByDescending(level => level.Count()).Select(level => level.Key)],
        lines.First());
}
