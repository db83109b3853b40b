using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class LogReaderTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_log_cut_off_at_any_byte_gives_every_record_before_the_cut()
    {
        var (bytes, ends) = LogOf(Samples.Batch("x"), Samples.Batch("y", 2), Samples.Batch("z"));
        string path = Path.Combine(_scratch.Path, "cut.wal");

        for (int length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var (ending, count) = Read(path);

            int whole = ends.Count(end => end <= length);
            Assert.Equal(whole, count);
            bool isBetweenRecords = length == 0 || length == LogRecord.FileMark.Length || ends.Contains(length);
            Assert.Equal(isBetweenRecords, ending.Finding is null);
        }
    }

    [Fact]
    public void A_log_cut_off_inside_preallocated_zeros_gives_every_record_before_the_cut()
    {
        var (bytes, ends) = LogOf(Samples.Batch("x"), Samples.Batch("y", 2));
        string path = Path.Combine(_scratch.Path, "zeros.wal");

        for (int length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, [.. bytes[..length], .. new byte[512]]);

            Assert.Equal(ends.Count(end => end <= length || bytes.AsSpan(length, Math.Max(0, end - length)).IndexOfAnyExcept((byte)0) < 0), Read(path).Count);
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_costs_its_record_alone()
    {
        var (bytes, ends) = LogOf(Samples.Batch("x"), Samples.Batch("y"), Samples.Batch("z"));
        string path = Path.Combine(_scratch.Path, "rot.wal");

        for (int at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x20;
            File.WriteAllBytes(path, bytes);
            var (ending, count) = Read(path);
            bytes[at] ^= 0x20;

            int before = at < LogRecord.FileMark.Length ? 0 : ends.Count(end => end <= at);
            Assert.Equal(at < LogRecord.FileMark.Length ? 3 : 2, count);
            Assert.Equal(before == 0 ? (at < LogRecord.FileMark.Length ? 0 : LogRecord.FileMark.Length) : ends[before - 1], ending.GoodBytes);
            Assert.NotNull(ending.Finding);
            Assert.Equal(at < ends[1], ending.GoesOn);
        }
    }

    [Fact]
    public void Zeros_in_the_middle_are_damage_and_not_the_end()
    {
        var (bytes, ends) = LogOf(Samples.Batch("x"), Samples.Batch("y"), Samples.Batch("z"));
        string path = Path.Combine(_scratch.Path, "zeros.wal");
        bytes.AsSpan(ends[0]..ends[1]).Clear();
        File.WriteAllBytes(path, bytes);

        var (ending, count) = Read(path);

        Assert.Equal(2, count);
        Assert.Equal((ends[0], true), (ending.GoodBytes, ending.GoesOn));
        Assert.NotNull(ending.Finding);
    }

    [Fact]
    public void Any_bytes_are_read_to_their_end()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (bytes, _) = LogOf(Samples.Batch("x"), Samples.Batch("y", 9), Samples.Batch("z"));
        string path = Path.Combine(_scratch.Path, "any.wal");
        for (int round = 0; round < 500; round++)
        {
            byte[] bad = [.. bytes];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(bad.Length);
                if (random.Next(2) == 0) bad[at] = (byte)random.Next(256);
                // A length that may be huge or negative.
                else random.NextBytes(bad.AsSpan(at, Math.Min(9, bad.Length - at)));
            }
            File.WriteAllBytes(path, random.Next(3) == 0 ? bad[..random.Next(bad.Length)] : bad);
            long before = GC.GetAllocatedBytesForCurrentThread();
            LogReader.Read(path, static (kind, content) =>
            {
                if (kind == LogRecord.BatchIds) _ = LogRecord.ReadIds(content.Span);
            });
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    private static (byte[] Bytes, List<int> Ends) LogOf(params EventBatch[] batches)
    {
        using var buffer = new PooledBuffer();
        LogRecord.FileMark.CopyTo(buffer.GetSpan(LogRecord.FileMark.Length));
        buffer.Advance(LogRecord.FileMark.Length);
        var ends = new List<int>();
        foreach (var batch in batches)
        {
            LogRecord.Write(batch, buffer);
            ends.Add(buffer.Length);
        }
        return (buffer.Span.ToArray(), ends);
    }

    private static (LogReader.Ending Ending, int Count) Read(string path)
    {
        int count = 0;
        var ending = LogReader.Read(path, (kind, content) =>
        {
            Assert.Equal(LogRecord.Batch, kind);
            Assert.NotEqual(0, EventBatchFormat.Read(content.Span).RowCount);
            count++;
        });
        return (ending, count);
    }
}
