using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class SegmentTests : IDisposable
{
    private static readonly Field[] s_texts = [Fields.ServiceName, Fields.ProcessArgs, Fields.Label("free")];
    private static readonly DateOnly s_day = new(2026, 5, 17);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_segment_holds_the_rows_of_all_its_sources()
    {
        int number = 0;
        Prop.ForAll<int, byte>((seed, sourceCount) =>
        {
            var random = new Random(seed);
            var sources = Enumerable.Range(0, (sourceCount % 5) + 1).Select(i => new MemoryRowGroup(AnyBatch(random), i)).ToArray();
            var segment = WriteAndOpen(sources, ++number);

            var builder = new EventBatchBuilder();
            foreach (var group in segment.Groups)
                builder.Append(group.Fields.Select(group.Read).OfType<Column>(), Enumerable.Range(0, group.RowCount).ToArray());
            string[] written = [.. builder.Build().Rows.Select(Documents.Of).Order(StringComparer.Ordinal)];
            string[] given = [.. sources.SelectMany(source => source.Batch.Rows.Select(Documents.Of)).Order(StringComparer.Ordinal)];
            segment.Release();

            Assert.Equal(given, written);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_trace_index_finds_the_rows_that_the_column_has()
    {
        var source = new MemoryRowGroup(AnyBatch(new Random(7), rows: 40_000), 0);
        var segment = WriteAndOpen([source], 1);
        Assert.InRange(segment.Groups.Count, 10, 14);

        foreach (var group in segment.Groups)
        {
            // Rows without a trace stand together.
            if (group.Read(Fields.TraceId) is not IdColumn column)
            {
                Assert.Empty(group.RowsOfTrace(EventId.FromUInt64(1))!);
                continue;
            }
            var rows = Enumerable.Range(0, column.EntryCount).ToLookup(column.IdAt, column.RowOf);
            foreach (var trace in rows) Assert.Equal(trace, group.RowsOfTrace(trace.Key)!);
            Assert.Empty(group.RowsOfTrace(EventId.Parse("nobody's"))!);
        }
        segment.Release();
    }

    private Segment WriteAndOpen(MemoryRowGroup[] sources, int number)
    {
        string path = Path.Combine(_scratch.Path, $"{number}.segment");
        SegmentWriter.Write(path, number, sources, SegmentOrder.Arrange(sources, new SegmentOrder.Days(s_day, s_day, s_day)).Single(), BrotliCodec.Fast);
        return Segment.Open($"2026-05-17/{number}.segment", path, new ColumnCache(1 << 20));
    }

    /// <summary>Rows with gaps, lists and ids of every form.</summary>
    private static EventBatch AnyBatch(Random random, int rows = 0)
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
                for (int i = random.Next(3); i > 0; i--) builder.Add(field, System.Text.Encoding.UTF8.GetBytes($"text {random.Next(12)}"));
            if (random.Next(2) == 0) builder.Set(Fields.SpanDurationUs, random.NextInt64(long.MinValue, long.MaxValue));
            if (random.Next(2) == 0) builder.Set(Fields.NumericLabel("n"), random.NextDouble());
            builder.EndRow();
        }
        return builder.Build();
    }
}
