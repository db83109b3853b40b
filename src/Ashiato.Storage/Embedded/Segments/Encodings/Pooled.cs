using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Room for a moment, from the pool. What is in it at first is anything.</summary>
internal readonly ref struct Pooled<T>(int length)
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    /// <summary>The array behind <see cref="Span"/>, which may be longer: for what cannot take a span.</summary>
    public T[] Array => _array;

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
