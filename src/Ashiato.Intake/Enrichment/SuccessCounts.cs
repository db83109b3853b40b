using Ashiato.Model;

namespace Ashiato.Intake.Enrichment;

/// <summary>For how many successes a transaction or span stands: its weight when it succeeded, 0 when it failed.</summary>
internal static class SuccessCounts
{
    /// <summary>The column of <c>event.success_count</c>; <see langword="null"/> when no event of the batch has an outcome that is known.</summary>
    public static DoubleColumn? Of(EventBatch batch)
    {
        if (batch.Find(Fields.EventOutcome) is not StringColumn outcomes || batch.Find(Fields.ProcessorEvent) is not StringColumn kinds) return null;
        int success = outcomes.Pool.IndexOf("success"u8), failure = outcomes.Pool.IndexOf("failure"u8);
        int transaction = kinds.Pool.IndexOf("transaction"u8), span = kinds.Pool.IndexOf("span"u8);
        var kindOf = new ForwardColumn(kinds);
        var transactionWeight = new ForwardColumn(batch.Find(Fields.TransactionRepresentativeCount));
        var spanWeight = new ForwardColumn(batch.Find(Fields.SpanRepresentativeCount));

        var counts = new double[outcomes.EntryCount];
        var rows = new int[outcomes.EntryCount];
        int count = 0;
        for (int entry = 0; entry < outcomes.EntryCount; entry++)
        {
            int row = outcomes.RowOf(entry);
            int outcome = outcomes.Codes[entry];
            if (outcome != success && outcome != failure) continue;
            int kind = kindOf.Entry(row) is var at and >= 0 ? kinds.Codes[at] : -1;
            if (kind < 0 || (kind != transaction && kind != span)) continue;
            counts[count] = outcome == failure ? 0 : kind == transaction ? transactionWeight.Number(row, 1) : spanWeight.Number(row, 1);
            rows[count++] = row;
        }
        bool isDense = count == batch.RowCount;
        return count == 0 ? null : new DoubleColumn(Fields.EventSuccessCount, counts.AsMemory(0, count), isDense ? default : rows.AsMemory(0, count), isDense);
    }
}
