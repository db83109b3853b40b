using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Runs;

/// <summary>What happened in a run?</summary>
internal sealed class RunFiguresQuestion(IEventStore store)
{
    /// <summary>The figures of a period, of one service when it is given.</summary>
    public async Task<RunFigures> AskAsync(string? service, Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = Calls.CallFilters.Within(period, service).And(TransactionNumbers.IsTransaction), Measures = TransactionNumbers.Measures }, cancel);
        var numbers = new TransactionNumbers(table.Groups[0]);
        return new RunFigures(numbers.Count, numbers.FailedCount, numbers.FailedShare, numbers.TotalMicros, numbers.Latency);
    }
}
