using Ashiato.Intake.Enrichment;
using Ashiato.Model;

namespace Ashiato.Intake.Visits;

/// <summary>Looks at a batch for what the doctor wants to know: a walk over five columns, without an object per event.</summary>
internal static class BatchLook
{
    /// <summary>What it holds of each service; nearly always one.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="keptSinceMicros">Events before are not kept; in microseconds since the Unix epoch.</param>
    public static IReadOnlyCollection<ServiceLook> At(EventBatch batch, long keptSinceMicros)
    {
        var services = batch.Find(Fields.ServiceName) as StringColumn;
        var kinds = batch.Find(Fields.ProcessorEvent) as StringColumn;
        int transaction = kinds?.Pool.IndexOf("transaction"u8) ?? -1, metric = kinds?.Pool.IndexOf("metric"u8) ?? -1;
        var serviceOf = new ForwardColumn(services);
        var kindOf = new ForwardColumn(kinds);
        var sampledOf = new ForwardColumn(batch.Find(Fields.TransactionSampled));
        var droppedOf = new ForwardColumn(batch.Find(Fields.TransactionSpanCountDropped));
        var timeOf = new ForwardColumn(batch.Find(Fields.Timestamp));
        var durationOf = new ForwardColumn(batch.Find(Fields.TransactionDurationUs));

        var looks = new Dictionary<int, ServiceLook>();
        var (last, lastCode) = ((ServiceLook?)null, int.MinValue);
        for (int row = 0; row < batch.RowCount; row++)
        {
            int code = serviceOf.Entry(row) is var at and >= 0 ? services!.Codes[at] : -1;
            if (code != lastCode || last is null)
            {
                lastCode = code;
                if (!looks.TryGetValue(code, out last))
                    looks[code] = last = new ServiceLook { Service = code < 0 ? "" : services!.Pool.GetString(code), Agent = batch[row].Text(Fields.AgentName) };
            }
            int kind = kindOf.Entry(row) is var entry and >= 0 ? kinds!.Codes[entry] : -1;
            long time = (long)timeOf.Number(row, 0), duration = (long)durationOf.Number(row, 0);
            last.Events++;
            last.DroppedSpans += (long)droppedOf.Number(row, 0);
            last.NewestMicros = Math.Max(last.NewestMicros, time + duration);
            if (time < keptSinceMicros) last.Expired++;
            if (kind >= 0 && kind == metric) last.Metrics++;
            if (kind < 0 || kind != transaction) continue;
            last.Transactions++;
            if (sampledOf.Number(row, 1) == 0) last.UnsampledTransactions++;
        }
        return looks.Values;
    }
}
