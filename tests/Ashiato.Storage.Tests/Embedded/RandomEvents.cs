using System.Globalization;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Events from a seed: as odd as they can be, and as they mostly are.</summary>
internal static class RandomEvents
{
    private static readonly Field[] s_texts = [Fields.ServiceName, Fields.ProcessArgs, Fields.Label("free")];

    /// <summary>Rows with gaps, lists and ids of every form.</summary>
    public static EventBatch Any(Random random, int rows = 0)
    {
        var builder = new EventBatchBuilder();
        rows = rows == 0 ? random.Next(1, 40) : rows;
        for (int row = 0; row < rows; row++)
        {
            if (random.Next(10) > 0) builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now) + random.Next(1_000));
            switch (random.Next(4))
            {
                case 0:
                    builder.Set(Fields.TraceId, EventId.FromUInt128((UInt128)random.Next(9)));
                    break;
                case 1:
                    builder.Set(Fields.TraceId, EventId.FromUInt64((ulong)random.Next(9)));
                    break;
                case 2:
                    builder.Set(Fields.TraceId, EventId.Parse($"trace {random.Next(9)}"));
                    break;
            }
            foreach (var field in s_texts)
                for (int i = random.Next(3); i > 0; i--) builder.Add(field, Encoding.UTF8.GetBytes($"text {random.Next(12)}"));
            if (random.Next(2) == 0) builder.Set(Fields.SpanDurationUs, random.NextInt64(long.MinValue, long.MaxValue));
            if (random.Next(2) == 0) builder.Set(Fields.NumericLabel("n"), random.NextDouble());
            builder.EndRow();
        }
        return builder.Build();
    }

    /// <summary>Traces of transactions and their spans.</summary>
    public static EventBatch Traces(Random random, int rows)
    {
        var builder = new EventBatchBuilder();
        ulong transaction = 0, parent = 0;
        UInt128 trace = 0;
        int host = 0, item = 0;
        long micros = Samples.Micros(Samples.Now);
        for (int row = 0; row < rows; row++)
        {
            micros += random.Next(3_000);
            ulong id = (ulong)random.NextInt64();
            bool isTransaction = row % 10 == 0;
            if (isTransaction)
            {
                (trace, transaction, parent) = (new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()), id, 0);
                (host, item) = (random.Next(20), random.Next(50_000));
            }
            builder.Set(Fields.Timestamp, micros);
            builder.Set(Fields.TraceId, EventId.FromUInt128(trace));
            builder.Set(Fields.TransactionId, EventId.FromUInt64(transaction));
            builder.Set(Fields.SpanId, EventId.FromUInt64(id));
            if (parent != 0) builder.Set(Fields.ParentId, EventId.FromUInt64(random.Next(20) == 0 ? (ulong)random.NextInt64() : parent));
            builder.Set(Fields.ServiceName, Invariant($"service {host % 4}"));
            builder.Set(Fields.HostName, Invariant($"host-{host}"));
            builder.Set(Fields.ProcessPid, 1_000L + host);
            builder.Set(Fields.Label("session"), (0xABCDEF * ((ulong)trace | 1)).ToString("x16", CultureInfo.InvariantCulture));
            builder.Set(Fields.NumericLabel("item"), (double)item);
            builder.Set(Fields.NumericLabel("price"), random.Next(10_000) / 100.0);
            if (isTransaction) SetTransaction(builder, random, item);
            else SetSpan(builder, random, item);
            if (isTransaction || random.Next(4) == 0) parent = id;
            builder.EndRow();
        }
        return builder.Build();
    }

    private static void SetTransaction(EventBatchBuilder builder, Random random, int item)
    {
        string path = Invariant($"/items/{item}"), query = random.Next(2) == 0 ? "" : Invariant($"page={random.Next(9)}");
        builder.Set(Fields.ProcessorEvent, Fields.Events.Transaction);
        builder.Set(Fields.TransactionName, "GET /items/{id}");
        builder.Set(Fields.TransactionDurationUs, (long)Math.Exp(random.NextDouble() * 12));
        builder.Set(Fields.UrlFull, $"http://shop.internal:8080{path}{(query.Length == 0 ? "" : "?")}{query}");
        builder.Set(Fields.UrlPath, path);
        if (query.Length > 0) builder.Set(Fields.UrlQuery, query);
    }

    private static void SetSpan(EventBatchBuilder builder, Random random, int item)
    {
        builder.Set(Fields.ProcessorEvent, Fields.Events.Span);
        builder.Set(Fields.SpanName, "SELECT FROM items");
        builder.Set(Fields.SpanDurationUs, (long)Math.Exp(random.NextDouble() * 12));
        builder.Set(Fields.SpanDbStatement, random.Next(4) switch
        {
            0 => Invariant($"SELECT * FROM items WHERE id = {item}"),
            1 => Invariant($"UPDATE items SET at = '2026-05-17 0{random.Next(10)}:59:0{random.Next(10)}' WHERE token = '{random.NextInt64():x16}'"),
            2 => Invariant($"DELETE FROM items WHERE id IN ({item}, {random.Next(1_000)}) AND name = 'n{random.Next(9)}'"),
            _ => $"SELECT '{Guid.CreateVersion7()}'",
        });
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
