using System.Globalization;
using System.Text;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Intake.Enrichment.Statements;
using Ashiato.Model;

namespace Ashiato.Bench.Statements;

/// <summary>How many statements a second of one core get their fingerprint? Budget: 2 M repeated ones.</summary>
internal static class FingerprintSpeed
{
    private const int RowsOfABatch = 2_000, Distinct = 50;
    private static readonly TimeSpan s_atLeast = TimeSpan.FromSeconds(3);

    /// <summary>Measures both: batches as agents send them, in which statements repeat, and each statement anew.</summary>
    public static void Measure(ResultTable table)
    {
        var batch = Batch();
        table.Add($"fingerprints of a batch: {RowsOfABatch:N0} spans, {Distinct} statements", Rate(RowsOfABatch, () => SpanFingerprints.Of(batch)));

        byte[] statement = Encoding.UTF8.GetBytes(StatementOf(7)), buffer = new byte[Fingerprint.MaxLength];
        table.Add("one statement after the other, nothing remembered", Rate(100, () =>
        {
            for (int i = 0; i < 100; i++) Fingerprint.Write(statement, "mysql"u8, buffer);
        }));
    }

    private static string Rate(int each, Action work)
    {
        for (int i = 0; i < 200; i++) work();
        var meter = new Meter();
        long count = 0;
        while (meter.Elapsed < s_atLeast)
        {
            for (int i = 0; i < 50; i++) work();
            count += 50L * each;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{count / meter.Cpu.TotalSeconds / 1e6:F2} M statements/s per core");
    }

    private static EventBatch Batch()
    {
        var batch = new EventBatchBuilder();
        for (int i = 0; i < RowsOfABatch; i++)
        {
            batch.Set(Fields.ProcessorEvent, Fields.Events.Span);
            batch.Set(Fields.Timestamp, (long)i);
            batch.Set(Fields.SpanSubtype, "mysql");
            batch.Set(Fields.SpanDbStatement, StatementOf(i % Distinct));
            batch.EndRow();
        }
        return batch.Build(BatchId.New());
    }

    private static string StatementOf(int i) =>
        $"SELECT `id`, `name`, `price` FROM `items` WHERE `seller_id` = {i} AND `status` IN ('on_sale', 'trading', 'sold_out') ORDER BY `created_at` DESC, `id` DESC LIMIT 49";
}
