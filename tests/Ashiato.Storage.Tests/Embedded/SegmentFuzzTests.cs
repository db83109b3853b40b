using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Every decoder of segments reads bytes that are not what was written, with checksums that say they are.</summary>
public sealed class SegmentFuzzTests : IDisposable
{
    private const int Rounds = 4_000;
    private const long MostBytes = 64 << 20;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Changed_bytes_give_a_finding_or_a_column_and_never_more_than_that()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        RowGroup[] sources = [new MemoryRowGroup(RandomEvents.Traces(random, 600), 0), new MemoryRowGroup(RandomEvents.Any(random, 100), 1)];
        string path = Path.Combine(_scratch.Path, "1.segment");
        var day = new DateOnly(2026, 5, 17);
        SegmentWriter.Write(path, 1, sources, SegmentOrder.Arrange(sources, new SegmentOrder.Days(day, day, day)).Single(), BrotliCodec.Fast);
        var segment = Segment.Open("2026-05-17/1.segment", path, new ColumnCache(16 << 20));
        var decoders = DecodersOf(segment);

        for (int round = 0; round < Rounds; round++)
        {
            var (bytes, decode) = decoders[random.Next(decoders.Count)];
            byte[] bad = Change(bytes, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(bad);
            }
            catch (Exception finding) when (finding is InvalidDataException or SegmentDamagedException)
            {
                // What it should be.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        segment.Release();
    }

    /// <summary>Each kind of block, as it was written, with what reads it.</summary>
    private static List<(byte[] Bytes, Action<byte[]> Decode)> DecodersOf(Segment segment)
    {
        var footer = segment.Footer!;
        using var writer = new BlockWriter(new PlainCodec());
        footer.Write(writer);
        List<(byte[], Action<byte[]>)> decoders = [(writer.Span.ToArray(), static bad => SegmentFooter.Read(bad))];
        foreach (var group in segment.Groups.Cast<SegmentRowGroup>())
        {
            var parts = group.Parts;
            byte[] BytesOf(Block block) => parts.File.Decode(block, static bytes => bytes.ToArray());
            decoders.Add((BytesOf(footer.Shapes), bad => ShapeTable.Read(bad, footer.Fields.Count)));
            decoders.Add((BytesOf(footer.Traces), bad => TraceTable.Read(bad, footer.Groups.Count).MayHave(TraceKey.Of(EventId.FromUInt64(1)), 0)));
            decoders.Add((BytesOf(footer.Groups[0].Directory), bad => GroupDirectory.Read(bad, group.RowCount, footer.Fields)));
            for (int i = 0; i < footer.Fields.Count; i++)
            {
                int number = i;
                var dictionary = footer.Dictionaries[number];
                if (!dictionary.IsNone) decoders.Add((BytesOf(dictionary), bad => FieldDictionary.Read(bad, number)));
                var entry = group.Directory[number];
                if (entry.IsNone) continue;
                decoders.Add((entry.Bytes ?? BytesOf(entry.Block), bad => ColumnReader.Read(group, number, bad)));
            }
        }
        return decoders;
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        byte[] bad = [.. bytes];
        for (int change = random.Next(1, 4); change > 0 && bad.Length > 0; change--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    // The head of a block says how the rest is to be read.
                    bad[random.Next(Math.Min(bad.Length, 8))] = (byte)random.Next(256);
                    break;
                case 2:
                    bad = bad[..random.Next(bad.Length)];
                    break;
                default:
                    bad[random.Next(bad.Length)] = 0xFF;
                    break;
            }
        }
        return bad;
    }
}
