using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Room for the values of one field of a new segment, used for one field after the other.</summary>
/// <remarks>
/// Not from the pool that all share: a merge needs megabytes that nobody needs again until the next one, and that pool would keep them, several of each size.
/// What is here is gone with whoever holds it: after a merge, while the flusher, which writes one small segment after the other, keeps its own.
/// </remarks>
internal sealed class GatherBuffers : IDisposable
{
    private const int LargestKeptTexts = 1 << 20;
    private const int TextArrays = 4;

    public GatherBuffers()
    {
        (Positions, Order, Rows, FirstOf) = (new(this), new(this), new(this), new(this));
        (Longs, Doubles, Codes, Ids, Shapes) = (new(this), new(this), new(this), new(this), new(this));
    }

    /// <summary>How many rows the segment has: as many values as most fields have at the most.</summary>
    public int RowCount { get; private set; }

    /// <summary>The row of each value.</summary>
    public Values<int> Positions { get; }

    /// <summary>Values in the order of their rows.</summary>
    public Values<int> Order { get; }

    /// <summary>The row of each of them.</summary>
    public Values<int> Rows { get; }

    /// <summary>The first value of each row.</summary>
    public Values<int> FirstOf { get; }

    public Values<long> Longs { get; }

    public Values<double> Doubles { get; }

    public Values<int> Codes { get; }

    public Values<UInt128> Ids { get; }

    public Values<EventId.Form> Shapes { get; }

    /// <summary>Numbers the texts of the field.</summary>
    public Utf8Interner Texts { get; } = new(ArrayPool<int>.Create(LargestKeptTexts, TextArrays), ArrayPool<uint>.Create(LargestKeptTexts, TextArrays));

    /// <summary>Begins a segment.</summary>
    public void Begin(int rowCount) => RowCount = rowCount;

    /// <summary>Begins another field.</summary>
    public void Clear() => Texts.Clear();

    public void Dispose() => Texts.Dispose();

    /// <summary>Values of one type, and the same in another order; made when they are first needed.</summary>
    internal sealed class Values<T>(GatherBuffers buffers)
    {
        private T[] _values = [];
        private T[] _sorted = [];

        /// <summary>The first so many.</summary>
        public Memory<T> Of(int count)
        {
            Reserve(0, count);
            return _values.AsMemory(0, count);
        }

        /// <summary>Room for more values behind those that are there.</summary>
        public Span<T> Behind(int count, int more)
        {
            Reserve(count, more);
            return _values.AsSpan(count, more);
        }

        /// <summary>The values in another order.</summary>
        public ReadOnlyMemory<T> Sorted(ReadOnlySpan<int> order)
        {
            if (_sorted.Length < order.Length) _sorted = new T[Math.Max(buffers.RowCount, order.Length)];
            for (int i = 0; i < order.Length; i++) _sorted[i] = _values[order[i]];
            return _sorted.AsMemory(0, order.Length);
        }

        private void Reserve(int count, int more)
        {
            // Only lists have more values than there are rows.
            if (count + more > _values.Length) Array.Resize(ref _values, Math.Max(buffers.RowCount, _values.Length == 0 ? count + more : Math.Max(count + more, count * 2)));
        }
    }
}
