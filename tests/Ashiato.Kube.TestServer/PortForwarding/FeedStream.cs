namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>A stream that is fed piece by piece by the same thread that reads it.</summary>
internal sealed class FeedStream : Stream
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Feed(ReadOnlyMemory<byte> piece) => _pieces.Enqueue(piece);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_pieces.TryPeek(out var piece))
        {
            if (piece.IsEmpty)
            {
                _pieces.Dequeue();
                continue;
            }
            int count = Math.Min(piece.Length, buffer.Length);
            piece.Span[..count].CopyTo(buffer);
            _pieces.Dequeue();
            if (count < piece.Length)
            {
                // What is left goes back to the front.
                var rest = _pieces.ToArray();
                _pieces.Clear();
                _pieces.Enqueue(piece[count..]);
                foreach (var later in rest) _pieces.Enqueue(later);
            }
            return count;
        }
        return 0;
    }

    public override void Flush()
    {
        // Nothing is written here.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
