using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Numbers distinct 64-bit values from 0 in the order in which they come.</summary>
internal sealed class LongTable
{
    private long[] _values = new long[8];
    private int[] _slots = new int[16]; // code + 1; 0 is free. Always a power of two, at most half full.

    public int Count { get; private set; }

    /// <summary>The value with a number.</summary>
    public long this[int code] => _values[code];

    /// <summary>The number of a value, given now if it has none.</summary>
    public int CodeOf(long value)
    {
        uint mask = (uint)_slots.Length - 1;
        uint slot = (uint)StableHash.Of((ulong)value) & mask;
        while (_slots[slot] != 0)
        {
            int code = _slots[slot] - 1;
            if (_values[code] == value) return code;
            slot = (slot + 1) & mask;
        }
        if (Count == _values.Length) Array.Resize(ref _values, Count * 2);
        _values[Count] = value;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length) Grow();
        return Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        uint mask = (uint)_slots.Length - 1;
        for (int code = 0; code < Count; code++)
        {
            uint slot = (uint)StableHash.Of((ulong)_values[code]) & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }
}
