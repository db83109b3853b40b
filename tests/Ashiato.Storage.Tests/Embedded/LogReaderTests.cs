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
    public void A_changed_byte_anywhere_ends_the_log_before_its_record()
    {
        var (bytes, ends) = LogOf(Samples.Batch("x"), Samples.Batch("y"), Samples.Batch("z"));
        string path = Path.Combine(_scratch.Path, "rot.wal");

        for (int at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x20;
            File.WriteAllBytes(path, bytes);
            var (ending, count) = Read(path);
            bytes[at] ^= 0x20;

            Assert.Equal(at < LogRecord.FileMark.Length ? 0 : ends.Count(end => end <= at), count);
            Assert.NotNull(ending.Finding);
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
