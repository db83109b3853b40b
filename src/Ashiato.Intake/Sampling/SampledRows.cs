using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>The events of a batch by what is to be done with them.</summary>
internal sealed class SampledRows(EventBatch batch)
{
    /// <summary>Events that go to the store at once.</summary>
    public List<int> Passing { get; } = new(batch.RowCount);

    /// <summary>Events that wait.</summary>
    public List<int> Held { get; } = new(batch.RowCount);

    /// <summary>Events of traces that are not kept.</summary>
    public ServiceCounts Dropped { get; } = new();

    /// <summary>Sorts the events by what is known of their traces.</summary>
    public void Sort(SamplingState state)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            var trace = IsSampled(batch[row]) ? batch[row].Id(Fields.TraceId) : default;
            if (trace.IsNone || state.IsKept(trace)) Passing.Add(row);
            else if (state.IsDropped(trace)) Dropped.Add(batch[row]);
            else Held.Add(row);
        }
    }

    /// <summary>True for the transaction with which a trace begins.</summary>
    public static bool IsRoot(EventRow row) => IsSampledTransaction(row) && !row.Has(Fields.ParentId);

    private static bool IsSampled(EventRow row) => row.Utf8(Fields.ProcessorEvent).SequenceEqual("span"u8) || IsSampledTransaction(row);

    private static bool IsSampledTransaction(EventRow row) =>
        row.Utf8(Fields.ProcessorEvent).SequenceEqual("transaction"u8) && row.Boolean(Fields.TransactionSampled) == true;
}
