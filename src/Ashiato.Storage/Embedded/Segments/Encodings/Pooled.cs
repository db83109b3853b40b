using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Room for a moment, from the pool. What is in it at first is anything.</summary>
internal readonly ref struct Pooled<T>(int length)
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
