using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <content>What is done when the server starts: everything is found out from the files.</content>
internal sealed partial class TailSampler
{
    /// <summary>Finds out again what was known before the last stop, however it came.</summary>
    private void Recover()
    {
        var all = new Dictionary<EventId, List<long>>();
        var decided = new HashSet<EventId>();
        long decidedEnd = _decisions.Decisions.Count == 0 ? 0 : _decisions.Decisions.Max(decision => decision.EndSequence);
        foreach (var decision in _decisions.Decisions)
        {
            var until = DateTimeOffset.UnixEpoch.AddMicroseconds(decision.AtMicros) + _options.TimeToLive;
            foreach (string trace in decision.Shared.Concat(decision.Published)) _state.Keep(EventId.Parse(trace), until);
        }

        foreach (var (record, batch) in _spool.Recover())
        {
            _recovered.Add(batch.Id);
            foreach (var row in batch.Rows)
            {
                var trace = row.Id(Fields.TraceId);
                if (SampledRows.IsRoot(row) && record < decidedEnd && !_state.IsKept(trace)) decided.Add(trace);
                if (!all.TryGetValue(trace, out var records)) all.Add(trace, records = []);
                if (records.Count == 0 || records[^1] != record) records.Add(record);
            }
            // Roots that are not decided yet are roots of the first interval.
            Register(record < decidedEnd ? WithoutRoots(batch) : batch, record);
        }
        // All files may be gone, but their numbers are not used again: roots in them would count as decided.
        _spool.ContinueFrom(decidedEnd);
        foreach (var trace in decided) Drop(trace);
        foreach (var decision in _decisions.Decisions) Redo(decision, all);
    }

    /// <summary>Takes away what a decision published, or was about to publish; what it was about to is done again.</summary>
    private void Redo(SamplingDecision decision, Dictionary<EventId, List<long>> all)
    {
        var records = new SortedDictionary<long, HashSet<EventId>>();
        foreach (string text in decision.Published)
        {
            var trace = EventId.Parse(text);
            if (!all.TryGetValue(trace, out var left)) continue;
            var gone = left.Where(record => record < decision.EndSequence).ToList();
            AddRecords(records, trace, gone);
            left.RemoveAll(gone.Contains);
            _state.Held.GetValueOrDefault(trace)?.Records.RemoveAll(gone.Contains);
            if (_state.Held.GetValueOrDefault(trace) is { Records.Count: 0 }) _state.Release(trace);
        }
        bool isDone = _decisions.IsDone(decision);
        if (!isDone) _unfinished.Enqueue((decision, records));
        else foreach (var (record, traces) in records) _spool.Wait(record, -traces.Count);
    }

    private static EventBatch WithoutRoots(EventBatch batch) => new(batch.Id, batch.RowCount, batch.Columns.Where(static column => column.Field != Fields.TransactionSampled));
}
