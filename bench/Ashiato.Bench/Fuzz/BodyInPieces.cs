namespace Ashiato.Bench.Fuzz;

/// <summary>A body that comes in pieces of any length, and may end with the sender's going away.</summary>
internal sealed class BodyInPieces(byte[] body, int? leavesAfter, CancellationTokenSource gone, Random random) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (_at >= leavesAfter)
        {
            gone.Cancel();
            throw new IOException("The sender went away.");
        }
        int most = Math.Min(buffer.Length, Math.Min(leavesAfter ?? int.MaxValue, body.Length) - _at);
        // Mostly all that there is, sometimes very little.
        int count = most <= 1 || random.Next(4) != 0 ? most : random.Next(1, most + 1);
        body.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
