using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded;

/// <summary>Bytes that grow, in an array that goes back to the pool.</summary>
internal sealed class PooledBuffer(int capacity = 4_096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = BytePool.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Bytes that were written before, to be changed.</summary>
    public Span<byte> Written(int start, int count) => _bytes.AsSpan(0, Length).Slice(start, count);

    public void Clear() => Length = 0;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose()
    {
        BytePool.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length) return;
        var larger = BytePool.Rent(Math.Max(needed, _bytes.Length * 2));
        Span.CopyTo(larger);
        BytePool.Return(_bytes);
        _bytes = larger;
    }
}
