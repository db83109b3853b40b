using System.Runtime.CompilerServices;

namespace Ashiato.Model;

/// <summary>The arrays behind the columns of one batch, of which the small ones are parts of one array.</summary>
/// <remarks>A batch of a hundred events has sixty columns. With arrays of their own for rows, values and texts most of its memory would be objects, and most of its cost collecting them.</remarks>
internal sealed class BatchArrays
{
    public readonly Parts<int> Ints = new();
    public readonly Parts<long> Longs = new();
    public readonly Parts<double> Doubles = new();
    public readonly Parts<UInt128> Ids = new();
    public readonly Parts<EventId.Form> Shapes = new();
    public readonly Parts<byte> Bytes = new();

    /// <summary>The batch has what it needs; the next one begins.</summary>
    public void End()
    {
        Ints.End();
        Longs.End();
        Doubles.End();
        Ids.End();
        Shapes.End();
        Bytes.End();
    }

    /// <summary>Arrays of one type: first all of them are announced, then made in any order.</summary>
    public sealed class Parts<T> where T : unmanaged
    {
        // What is larger is worth an array of its own.
        private const int SmallBytes = 2_048;

        // Below what the collector treats as large.
        private const int LargestBytes = 64 << 10;

        private T[] _array = [];
        private int _used;
        private long _announced;

        private static int Size => Unsafe.SizeOf<T>();

        /// <summary>Announces so many values.</summary>
        public void Announce(int count)
        {
            if (IsSmall(count)) _announced += count;
        }

        /// <summary>A copy of values that were announced.</summary>
        public ArraySegment<T> Copy(ReadOnlySpan<T> values)
        {
            if (!IsSmall(values.Length)) return values.ToArray();
            if (_array.Length - _used < values.Length) (_array, _used) = (GC.AllocateUninitializedArray<T>((int)Math.Min(_announced, LargestBytes / Size)), 0);
            var part = new ArraySegment<T>(_array, _used, values.Length);
            values.CopyTo(part);
            _used += values.Length;
            _announced -= values.Length;
            return part;
        }

        public void End() => (_array, _used, _announced) = ([], 0, 0);

        private static bool IsSmall(int count) => (long)count * Size <= SmallBytes;
    }
}
