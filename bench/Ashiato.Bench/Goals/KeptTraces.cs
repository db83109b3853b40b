using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Goals;

/// <summary>Finds traces in a store that somebody filled before.</summary>
internal static class KeptTraces
{
    /// <summary>Ids of some traces, spread over all of the time.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IEventStore store, int count, CancellationToken cancel)
    {
        var status = await store.GetStatusAsync(cancel);
        long oldest = status.OldestMicros ?? 0, step = Math.Max(1, ((status.NewestMicros ?? 0) - oldest) / count);
        var traces = new List<string>();
        for (int i = 0; i < count; i++)
        {
            long from = oldest + (i * step);
            var first = new RowQuery { Time = new TimeRange(from, from + step), Filter = new Filter.Exists(Fields.TraceId), Fields = [Fields.TraceId], Sort = new Sort(Fields.Timestamp), Limit = 1 };
            var page = await store.QueryAsync(first, cancel);
            if (page.Rows.RowCount > 0) traces.Add(page.Rows[0].Text(Fields.TraceId)!);
        }
        return traces;
    }
}
