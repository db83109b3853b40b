using System.Buffers;

namespace Ashiato.Model;

/// <summary>Bytes that grow, in an array that goes back to <see cref="BytePool"/>. Not thread-safe.</summary>
/// <param name="capacity">How many bytes there is room for at first.</param>
public sealed class PooledBuffer(int capacity = 4_096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = BytePool.Rent(capacity);

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; until more is.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>What was written; until more is.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Bytes that were written before, to be changed.</summary>
    public Span<byte> Written(int start, int count) => _bytes.AsSpan(0, Length).Slice(start, count);

    /// <summary>Begins anew, in the same array.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the array back. The buffer is empty then.</summary>
    public void Dispose()
    {
        BytePool.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        int needed = checked(Length + Math.Max(sizeHint, 1));
        if (needed <= _bytes.Length) return;
        var larger = BytePool.Rent(Math.Max(needed, _bytes.Length * 2));
        Span.CopyTo(larger);
        BytePool.Return(_bytes);
        _bytes = larger;
    }
}
