using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class SegmentTests : IDisposable
{
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
            var sources = Enumerable.Range(0, (sourceCount % 5) + 1).Select(i => new MemoryRowGroup(RandomEvents.Any(random), i)).ToArray();
            var segment = WriteAndOpen(sources, ++number);

            string[] written = DocumentsOf(segment);
            string[] given = [.. sources.SelectMany(source => source.Batch.Rows.Select(Documents.Of)).Order(StringComparer.Ordinal)];
            segment.Release();

            Assert.Equal(given, written);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_merged_segment_holds_the_rows_of_all_its_sources()
    {
        int number = 0;
        Prop.ForAll<int, byte>((seed, kind) =>
        {
            var random = new Random(seed);
            MemoryRowGroup[][] sources = [.. Enumerable.Range(0, 3).Select(_ => new[]
            {
                new MemoryRowGroup((kind % 3) switch
                {
                    0 => RandomEvents.Any(random),
                    1 => RandomEvents.Traces(random, random.Next(1, 400)),
                    _ => RandomColumns.Of(random, random.Next(1, 400)),
                }, 0),
                new MemoryRowGroup(RandomEvents.Traces(random, random.Next(1, 400)), 1),
            })];
            var fresh = sources.Select(some => WriteAndOpen(some, ++number)).ToArray();
            var merged = WriteAndOpen([.. fresh.SelectMany(segment => segment.GroupsThrough(new ColumnCache(1 << 20)))], ++number);
            string[] given = [.. sources.SelectMany(some => some).SelectMany(source => source.Batch.Rows.Select(Documents.Of)).Order(StringComparer.Ordinal)];

            Assert.Equal(given, DocumentsOf(merged));
            foreach (var segment in fresh.Append(merged)) segment.Release();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Traces_of_spans_take_a_fraction_of_what_the_batch_takes()
    {
        var batch = RandomEvents.Traces(new Random(3), 20_000);
        var plain = new System.Buffers.ArrayBufferWriter<byte>();
        EventBatchFormat.Write(batch, plain);
        var segment = WriteAndOpen([new MemoryRowGroup(batch, 0)], 1);

        Assert.InRange(segment.SizeBytes, 20_000 * 8, plain.WrittenCount / 2);
        segment.Release();
    }

    [Fact]
    public void Values_that_follow_from_a_field_are_there_in_row_groups_that_have_nothing_of_it()
    {
        const int Rows = 4_000 + RowLayout.MaxGroupRows;
        var builder = new EventBatchBuilder();
        for (int row = 0; row < Rows; row++)
        {
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now) + row);
            builder.Set(Fields.TraceId, EventId.Parse($"{row + 1:x32}"));
            // The first row group has the subtype, which tells the action and the line; the second has none.
            bool isFirst = row < RowLayout.MaxGroupRows;
            if (isFirst) builder.Set(Fields.SpanSubtype, $"subtype {row % 40}");
            builder.Set(Fields.SpanAction, isFirst ? $"action {row % 40 % 5}" : $"action {row * 31 % 11}");
            builder.Set(Fields.SpanDurationUs, isFirst ? row % 40 : row * 17 % 13);
            builder.EndRow();
        }
        var source = new MemoryRowGroup(builder.Build(), 0);
        var segment = WriteAndOpen([source], 1);

        Assert.False(segment.Groups[^1].Has(Fields.SpanSubtype));
        Assert.Equal(source.Batch.Rows.Select(Documents.Of).Order(StringComparer.Ordinal), DocumentsOf(segment));
        segment.Release();
    }

    [Fact]
    public void Ids_that_are_texts_are_kept_where_they_are_used()
    {
        var builder = new EventBatchBuilder();
        for (int row = 0; row < 20_000; row++)
        {
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now) + row);
            builder.Set(Fields.TraceId, EventId.Parse($"trace number {row}"));
            builder.EndRow();
        }
        var segment = WriteAndOpen([new MemoryRowGroup(builder.Build(), 0)], 1);

        Assert.All(segment.Groups, group => Assert.Equal(group.RowCount, Assert.IsType<IdColumn>(group.Read(Fields.TraceId)).Texts.Count));
        Assert.Single(segment.Groups.SelectMany(group => group.RowsOfTrace(EventId.Parse("trace number 12345"))!));
        segment.Release();
    }

    [Fact]
    public void What_a_row_group_says_it_may_have_it_has_when_rows_say_so()
    {
        var segment = WriteAndOpen([new MemoryRowGroup(RandomEvents.Traces(new Random(5), 9_000), 0), new MemoryRowGroup(RandomEvents.Any(new Random(6), 300), 1)], 1);
        foreach (var group in segment.Groups)
        {
            foreach (var field in group.Fields)
            {
                var rows = new EventBatch(default, group.RowCount, [group.Read(field)!]);
                var range = group.RangeOf(field);
                Assert.True(group.Has(field));
                Assert.Equal(field.Kind is ColumnKind.Int64 or ColumnKind.Double, range is not null);
                foreach (var row in rows.Rows.Where(row => row.Has(field)))
                {
                    if (range is { } held) Assert.InRange(row.Number(field)!.Value, held.Min, held.Max);
                    else Assert.All(row.Texts(field), text => Assert.True(group.MayHave(field, text)));
                }
            }
            Assert.False(group.MayHave(Fields.ServiceName, "no such service"));
            Assert.False(group.MayHave(Fields.Label("nobody's"), "anything"));
        }
        segment.Release();
    }

    [Fact]
    public void The_trace_index_finds_the_rows_that_the_column_has()
    {
        var source = new MemoryRowGroup(RandomEvents.Any(new Random(7), rows: 40_000), 0);
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

    [Fact]
    public void Segments_of_the_same_fields_share_the_list_of_them()
    {
        RowGroup[] Labelled(string label) => [new MemoryRowGroup(Labels(label), 1)];
        Segment[] segments = [WriteAndOpen(Labelled("size"), 1), WriteAndOpen(Labelled("size"), 2), WriteAndOpen(Labelled("größe"), 3), WriteAndOpen(Labelled("größe"), 4), WriteAndOpen(Labelled("side"), 5)];
        var fields = segments.Select(static segment => segment.Footer!.Fields).ToArray();

        Assert.Same(fields[0], fields[1]);
        Assert.Equal(["labels.size", "labels.size", "labels.größe", "labels.größe", "labels.side"], fields.Select(static list => list.All.Single(static field => field.Name.StartsWith("labels.", StringComparison.Ordinal)).Name));
        Assert.All(fields, static list => Assert.All(Enumerable.Range(0, list.Count), number => Assert.Equal(number, list.NumberOf(list[number]))));
        foreach (var segment in segments) segment.Release();
    }

    private static EventBatch Labels(string label)
    {
        var builder = new EventBatchBuilder();
        builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now));
        builder.Set(Fields.ProcessorEvent, Fields.Events.Log);
        builder.Set(Fields.Label(label), "any");
        builder.EndRow();
        return builder.Build(BatchId.New());
    }

    private static string[] DocumentsOf(Segment segment)
    {
        var builder = new EventBatchBuilder();
        foreach (var group in segment.Groups)
            builder.Append(group.Fields.Select(group.Read).OfType<Column>(), Enumerable.Range(0, group.RowCount).ToArray());
        return [.. builder.Build().Rows.Select(Documents.Of).Order(StringComparer.Ordinal)];
    }

    private Segment WriteAndOpen(RowGroup[] sources, int number)
    {
        string path = Path.Combine(_scratch.Path, $"{number}.segment");
        SegmentWriter.Write(path, number, sources, SegmentOrder.Arrange(sources, new SegmentOrder.Days(s_day, s_day, s_day)).Single(), BrotliCodec.Fast);
        return Segment.Open($"2026-05-17/{number}.segment", path, new ColumnCache(1 << 20));
    }
}
