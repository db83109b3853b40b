using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <content>What follows from decisions: others are told, and the events of kept traces go to the store.</content>
internal sealed partial class TailSampler
{
    private const int PublishedEvents = 2_000;

    /// <summary>Does what follows from the decisions that are written down.</summary>
    private async Task FinishAsync(CancellationToken cancel)
    {
        while (_unfinished.TryPeek(out var next))
        {
            var (decision, records) = next;
            await _shared.TellAsync(decision.Shared, IdOf(decision, -1), cancel);
            await PublishAsync(decision, records, cancel);
            lock (_gate) _decisions.Finish(decision);
            _unfinished.Dequeue();
            foreach (var (record, traces) in records) _spool.Wait(record, -traces.Count);
        }
    }

    private async Task PublishAsync(SamplingDecision decision, SortedDictionary<long, HashSet<EventId>> records, CancellationToken cancel)
    {
        var builder = new EventBatchBuilder();
        int number = 0;
        foreach (var (record, traces) in records)
        {
            if (ReadOrLose(record) is not { } batch) continue;
            var rows = new List<int>();
            for (int row = 0; row < batch.RowCount; row++)
                if (traces.Contains(batch[row].Id(Fields.TraceId))) rows.Add(row);
            builder.Append(batch, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
            if (builder.RowCount >= PublishedEvents) await AppendAsync();
        }
        if (builder.RowCount > 0) await AppendAsync();

        async Task AppendAsync()
        {
            int count = builder.RowCount;
            await _store.AppendAsync(builder.Build(IdOf(decision, number++)), cancel);
            _meter?.CountEvents("kept", count);
        }
    }

    /// <summary>Reads a record; what cannot be read is lost, and keeps nothing else back.</summary>
    private EventBatch? ReadOrLose(long record)
    {
        try
        {
            return _spool.Read(record);
        }
        catch (InvalidDataException e)
        {
            LogLost(e, _options.Directory);
            return null;
        }
    }

    /// <summary>The identity of a batch that follows from a decision: the same whenever it is made.</summary>
    private static BatchId IdOf(SamplingDecision decision, int number) => new BatchId(decision.BatchId).Part(number + 2);
}
