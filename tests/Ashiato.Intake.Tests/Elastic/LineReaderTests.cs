using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.Tests.Elastic;

public sealed class LineReaderTests
{
    private const int Limit = 300 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_sender_is_silent_nothing_is_kept_for_what_it_may_send()
    {
        var sender = new Pipe();
        var stream = new ReadSizes(sender.Reader.AsStream());
        using var lines = new LineReader(Limit);

        await sender.Writer.WriteAsync("first\nsec"u8.ToArray(), Cancel);
        await lines.FillAsync(stream, Cancel);
        lines.Take(out _);
        var rest = lines.FillAsync(stream, Cancel);
        bool heldRest = stream.Last > 0;
        await sender.Writer.WriteAsync("ond\n"u8.ToArray(), Cancel);
        await rest;
        string? second = Take(lines);
        var nothing = lines.FillAsync(stream, Cancel);
        int whileSilent = stream.Last;
        await sender.Writer.WriteAsync("third\n"u8.ToArray(), Cancel);
        await nothing;

        Assert.True(heldRest, "A line that has begun is kept.");
        Assert.Equal("second", second);
        Assert.Equal(0, whileSilent);
        Assert.Equal("third", Take(lines));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_come_whole_wherever_their_stream_is_cut(bool isPacked)
    {
        var random = new Random(7);
        string[] sent = [.. Enumerable.Range(0, 400).Select(i => new string((char)('a' + (i % 26)), random.Next(i % 50 == 0 ? 200_000 : 900)))];
        byte[] body = Encoding.UTF8.GetBytes(string.Join('\n', sent) + "\n");
        if (isPacked) body = Pack(body);
        var sender = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await using var plain = sender.Reader.AsStream();
        await using var stream = isPacked ? new GZipStream(plain, CompressionMode.Decompress) : plain;
        using var lines = new LineReader(Limit);

        var came = Task.Run(async () =>
        {
            List<string> read = [];
            while (!lines.HasEnded)
            {
                await lines.FillAsync(stream, Cancel);
                while (Take(lines) is { } line) read.Add(line);
            }
            return read;
        }, Cancel);
        for (int at = 0; at < body.Length;)
        {
            int count = Math.Min(random.Next(1, random.Next(10) == 0 ? 100_000 : 700), body.Length - at);
            await sender.Writer.WriteAsync(body.AsMemory(at, count), Cancel);
            at += count;
            if (random.Next(20) == 0) await Task.Yield();
        }
        await sender.Writer.CompleteAsync();

        Assert.Equal(sent, await came);
    }

    private static string? Take(LineReader lines) => lines.Take(out var line) == LineKind.Whole ? Encoding.UTF8.GetString(line) : null;

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }

    /// <summary>Remembers how much room the last read offered.</summary>
    private sealed class ReadSizes(Stream inner) : Stream
    {
        public int Last { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Last = buffer.Length;
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
