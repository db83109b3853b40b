using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>Transactions that their agents did not sample: they count in metrics, but hold too little to be kept.</summary>
internal static class Unsampled
{
    /// <summary>The batch without them. Those of browsers and phones are kept: their agents send all there is.</summary>
    public static EventBatch LeaveOut(EventBatch batch)
    {
        if (batch.Find(Fields.TransactionSampled) is not Int64Column sampled || !sampled.Values.Contains(0)) return batch;
        var rows = new List<int>(batch.RowCount);
        for (int row = 0; row < batch.RowCount; row++)
            if (!IsLeftOut(batch[row])) rows.Add(row);
        return BatchRows.Take(batch, rows);
    }

    private static bool IsLeftOut(EventRow row) =>
        row.Boolean(Fields.TransactionSampled) == false
        && row.Utf8(Fields.ProcessorEvent).SequenceEqual("transaction"u8)
        && !BrowserAgents.Contains(row.Utf8(Fields.AgentName));
}
