using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Upkeep;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;
using Ashiato.Storage.Summaries;
using EarlierFooter = Ashiato.Storage.Embedded.Segments.Version1.SegmentFooter;
using EarlierTraceIndex = Ashiato.Storage.Embedded.Segments.Version1.TraceIndex;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Decoders of stored and sent bytes read what nobody wrote: an exception of ours, and never a crash, a hang or a runaway allocation.</summary>
/// <remarks>Those of blocks of format 2, of sketches, batches, catalogs and the log have tests of their own.</remarks>
public sealed class StoredBytesFuzzTests : IDisposable
{
    private const long MostBytes = 128 << 20;
    private const int TailBytes = 16;

    private readonly ScratchDirectory _scratch = new();
    private readonly Random _random;

    public StoredBytesFuzzTests()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        _random = new Random(seed);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("format-1")]
    [InlineData("format-2")]
    public void Segments_whose_footer_is_another_with_a_checksum_that_says_it_is_not(string format)
    {
        string copy = Path.Combine(_scratch.Path, "1.segment");
        foreach (string path in FilesOf(format, "*.segment"))
        {
            byte[] file = File.ReadAllBytes(path);
            Try(FooterOf(file), 250, bad =>
            {
                File.WriteAllBytes(copy, WithFooter(file, bad));
                ReadAll(copy);
            });
        }
    }

    [Fact]
    public void Footers_and_trace_indexes_of_format_1()
    {
        foreach (string path in FilesOf("format-1", "*.segment"))
        {
            Try(FooterOf(File.ReadAllBytes(path)), 3_000, static bad => EarlierFooter.Read(bad));
            var index = new byte[21 * 40];
            for (int i = 0; i < 40; i++)
            {
                index[(21 * i) + 16] = (byte)i;
                BinaryPrimitives.WriteInt32LittleEndian(index.AsSpan((21 * i) + 17), i * 5);
            }
            Try(index, 2_000, static bad => EarlierTraceIndex.Read(bad, 200).RowsOf(TraceKey.Of(EventId.FromUInt64(1))));
        }
    }

    [Fact]
    public void Summaries_whose_footer_is_another_with_a_checksum_that_says_it_is_not()
    {
        string path = Path.Combine(_scratch.Path, "1.summary");
        var builder = new SummaryBuilder();
        builder.Add(new MemoryRowGroup(RandomEvents.Traces(_random, 600), 0), [.. Enumerable.Range(0, 600)]);
        SummaryFile.Write(path, builder.Build(), members: [1, 5, 1_000]);
        byte[] file = File.ReadAllBytes(path);
        Assert.NotEmpty(SummaryFile.Open("1.segment", path).Contents);
        Assert.Equal([1, 5, 1_000], SummaryFile.Open("1.segment", path).Members);
        Try(FooterOf(file), 1_500, bad =>
        {
            // Behind the checksum of what views there are, which would turn all else away.
            Array.Copy(FooterOf(file), bad, Math.Min(4, bad.Length));
            File.WriteAllBytes(path, WithFooter(file, bad));
            var summary = SummaryFile.Open("1.segment", path);
            foreach (var part in summary.Contents) summary.Read(part.View, part.Level);
        });
    }

    [Fact]
    public void Manifests_of_backups()
    {
        byte[] good = Encoding.UTF8.GetBytes("ashiato backup 1\ntaken 2026-05-17T12:00:00Z\nfile 48213 segments/2026-05-17/41.segment\n");
        Assert.NotNull(BackupManifest.Parse(WithChecksum(good)));
        Try(good, 5_000, static bad =>
        {
            if (BackupManifest.Parse(WithChecksum(bad)) is { } read) Assert.All(read.Files, static file => Assert.False(Path.IsPathRooted(file.Path)));
        });
        foreach (string path in new[] { "/etc/passwd", "../x", "a/../../x", "a//b", "c:x", "a\\b", "" })
            Assert.Null(BackupManifest.Parse(WithChecksum(Encoding.UTF8.GetBytes($"ashiato backup 1\ntaken 2026-05-17T12:00:00Z\nfile 1 {path}\n"))));
    }

    [Fact]
    public void Pages_on_the_wire()
    {
        var output = new ArrayBufferWriter<byte>();
        StoreWire.WritePage(new RowPage(Samples.Batch("b", 20), "where it goes on"), output);
        Try(output.WrittenSpan.ToArray(), 5_000, static bad => StoreWire.ReadPage(bad));
    }

    [Fact]
    public async Task Places_to_go_on_from()
    {
        await using var store = new MemoryEventStore();
        await store.AppendAsync(Samples.Batch("b", 50), Cancel);
        var query = new RowQuery { Limit = 10 };
        byte[] good = Encoding.ASCII.GetBytes((await store.QueryAsync(query, Cancel)).Next!);
        for (int round = 0; round < 2_000; round++)
        {
            try
            {
                var page = await store.QueryAsync(query with { After = Encoding.Latin1.GetString(Change(good)) }, Cancel);
                Assert.InRange(page.Rows.RowCount, 0, 10);
            }
            catch (QueryException)
            {
                // What it should be.
            }
        }
    }

    [Fact]
    public void Questions_on_the_wire()
    {
        var filter = Filter.Is(Fields.ServiceName, "shop").And(new Filter.Not(new Filter.Between(Fields.SpanDurationUs, 1, 2))).And(new Filter.TextLike(Fields.SpanName, "a*", true));
        var groups = new GroupQuery { Filter = filter, Keys = [new GroupKey.Value(Fields.SpanName)], Measures = [new Measure.Count(), new Measure.Percentiles(Fields.SpanDurationUs, [50])] };
        RowGroup[] rows = [new MemoryRowGroup(Samples.Batch("b", 20), 0)];
        Try(JsonSerializer.SerializeToUtf8Bytes(groups, StoreWire.Json), 4_000, bad =>
        {
            if (JsonSerializer.Deserialize<GroupQuery>(bad, StoreWire.Json) is not { } query) return;
            QueryExecutor.GroupsAsync(query, plan => rows.Select(group => new QueryPart(group, query.Time)), new QueryLimits(1, 16 << 20), Cancel).AsTask().GetAwaiter().GetResult();
        });
        Try(JsonSerializer.SerializeToUtf8Bytes(new RowQuery { Filter = filter }, StoreWire.Json), 4_000, bad =>
        {
            if (JsonSerializer.Deserialize<RowQuery>(bad, StoreWire.Json) is not { } query) return;
            QueryExecutor.RowsAsync(rows, query, new QueryLimits(1, 16 << 20), Cancel).AsTask().GetAwaiter().GetResult();
        });
        Try(Encoding.UTF8.GetBytes(new PendingDeletions.Deletion(filter, null).Line), 4_000, static bad => PendingDeletions.IsDeletion(Encoding.UTF8.GetString(bad)));
        Try(Encoding.UTF8.GetBytes(new PendingDeletions.Deletion(filter, 4_711).Line), 4_000, static bad => PendingDeletions.IsDeletion(Encoding.UTF8.GetString(bad)));
    }

    /// <summary>As queries read it: what is wrong with it must be said as damage, or they would fail.</summary>
    private static void ReadAll(string path)
    {
        var segment = Segment.Open("2026-05-17/1.segment", path, new ColumnCache(8 << 20));
        try
        {
            foreach (var group in segment.Groups)
            {
                foreach (var field in group.Fields.Distinct()) group.Read(field);
                group.RowsOfTrace(EventId.FromUInt64(1));
                group.MayHave(Fields.ServiceName, "shop");
            }
        }
        finally
        {
            segment.Release();
        }
    }

    private void Try(byte[] good, int rounds, Action<byte[]> decode)
    {
        for (int round = 0; round < rounds; round++)
        {
            byte[] bad = Change(good);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(bad);
            }
            catch (Exception finding) when (finding is InvalidDataException or SegmentDamagedException or SummaryDamagedException or QueryException or JsonException or NotSupportedException)
            {
                // What it should be.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private byte[] Change(byte[] bytes)
    {
        byte[] bad = [.. bytes];
        for (int change = _random.Next(1, 4); change > 0 && bad.Length > 0; change--)
        {
            int at = _random.Next(bad.Length);
            switch (_random.Next(5))
            {
                case 0:
                    bad[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bad[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    // Numbers of many bytes, and signs.
                    bad.AsSpan(at, Math.Min(_random.Next(1, 10), bad.Length - at)).Fill(0xFF);
                    break;
                case 3:
                    bad = bad[..at];
                    break;
                default:
                    int end = _random.Next(at, Math.Min(bad.Length, at + 20));
                    bad = [.. bad[..at], .. bad[end..], .. bad[at..end]];
                    break;
            }
        }
        return bad;
    }

    private static string[] FilesOf(string format, string pattern)
    {
        string[] files = Directory.GetFiles(Path.Combine(EarlierVersionsTests.Folder(), format, "data", "segments"), pattern, SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files;
    }

    // Segments of both formats and summaries end alike: footer, its length, its checksum, a mark.
    private static byte[] FooterOf(byte[] file)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - TailBytes));
        return file[(file.Length - TailBytes - length)..(file.Length - TailBytes)];
    }

    private static byte[] WithFooter(byte[] file, byte[] footer)
    {
        var tail = file[(file.Length - TailBytes)..];
        int start = file.Length - TailBytes - BinaryPrimitives.ReadInt32LittleEndian(tail);
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(4), Crc32C.Of(footer));
        return [.. file[..start], .. footer, .. tail];
    }

    private static byte[] WithChecksum(byte[] text) => [.. text, .. Encoding.UTF8.GetBytes($"checksum {Crc32C.Of(text):x8}\n")];
}
