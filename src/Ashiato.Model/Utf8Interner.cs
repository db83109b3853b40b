using System.Buffers;

namespace Ashiato.Model;

/// <summary>Numbers distinct texts while a column is built. Not thread-safe.</summary>
/// <remarks>It grows in rented arrays, which go back with <see cref="Dispose"/>; pools that live on have arrays of just their size.</remarks>
public sealed class Utf8Interner : IDisposable
{
    private const int FirstTexts = 16;

    private byte[] _bytes = BytePool.Rent(256);
    private int _byteCount;
    private readonly ArrayPool<int> _ints;
    private readonly ArrayPool<uint> _uints;
    private int[] _ends;
    private uint[] _hashes;
    private int _count;
    private int _last; // the code that was asked for last
    private int[] _slots; // code + 1; 0 is free. At most half full.
    private int _slotCount = 2 * FirstTexts; // of those that are used; always a power of two

    /// <summary>Numbers texts in arrays of the pools that all share.</summary>
    public Utf8Interner() : this(ArrayPool<int>.Shared, ArrayPool<uint>.Shared)
    {
    }

    /// <summary>Numbers texts in arrays of other pools: for so many that the shared ones should not keep their arrays.</summary>
    public Utf8Interner(ArrayPool<int> ints, ArrayPool<uint> uints)
    {
        (_ints, _uints) = (ints, uints);
        _ends = ints.Rent(FirstTexts);
        _hashes = uints.Rent(FirstTexts);
        _slots = RentSlots(_slotCount);
    }

    /// <summary>How many texts have a number.</summary>
    public int Count => _count;

    /// <summary>About what it occupies, empty or not.</summary>
    public int CapacityBytes => _bytes.Length + (sizeof(int) * (_ends.Length + _hashes.Length + _slots.Length));

    /// <summary>The number of a text, given now if it has none.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        // Rows that follow each other often say the same.
        if (_last < _count && TextAt(_last).SequenceEqual(utf8)) return _last;
        return _last = Find(utf8);
    }

    private int Find(ReadOnlySpan<byte> utf8)
    {
        uint hash = Utf8Hash.Of(utf8);
        uint mask = (uint)_slotCount - 1;
        uint slot = hash & mask;
        while (_slots[slot] != 0)
        {
            int code = _slots[slot] - 1;
            if (_hashes[code] == hash && TextAt(code).SequenceEqual(utf8)) return code;
            slot = (slot + 1) & mask;
        }
        return Insert(utf8, hash, slot);
    }

    /// <summary>The text with a number.</summary>
    public ReadOnlySpan<byte> TextAt(int code)
    {
        int start = code == 0 ? 0 : _ends[code - 1];
        return _bytes.AsSpan(start, _ends[code] - start);
    }

    /// <summary>What was numbered so far, in memory of its own.</summary>
    public Utf8Pool ToPool() => new(_bytes.AsSpan(0, _byteCount).ToArray(), _ends.AsSpan(0, _count).ToArray());

    /// <summary>Says what <see cref="ToPool(BatchArrays)"/> is going to ask for.</summary>
    internal void Announce(BatchArrays arrays)
    {
        arrays.Ints.Announce(_count);
        arrays.Bytes.Announce(_byteCount);
    }

    /// <summary>What was numbered so far, in arrays of a batch.</summary>
    internal Utf8Pool ToPool(BatchArrays arrays) => _count == 0 ? Utf8Pool.Empty : new(arrays.Bytes.Copy(_bytes.AsSpan(0, _byteCount)), arrays.Ints.Copy(_ends.AsSpan(0, _count)));

    /// <summary>What was numbered so far, without a copy of its bytes: gone with the next change.</summary>
    public Utf8Pool Lend() => new(_bytes.AsMemory(0, _byteCount), _ends.AsSpan(0, _count).ToArray());

    /// <summary>Forgets all texts.</summary>
    public void Clear()
    {
        _slots.AsSpan(0, _slotCount).Clear();
        (_count, _byteCount) = (0, 0);
    }

    /// <summary>Gives the memory back. The interner must not be used afterwards.</summary>
    public void Dispose()
    {
        BytePool.Return(_bytes);
        _bytes = [];
        Return(_ints, ref _ends);
        Return(_uints, ref _hashes);
        Return(_ints, ref _slots);
    }

    private int Insert(ReadOnlySpan<byte> utf8, uint hash, uint slot)
    {
        if (_byteCount + utf8.Length > _bytes.Length) GrowBytes(_byteCount + utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_byteCount));
        _byteCount += utf8.Length;

        if (_count == _ends.Length) Grow(_ints, ref _ends, _count, _count * 2);
        if (_count == _hashes.Length) Grow(_uints, ref _hashes, _count, _count * 2);
        _ends[_count] = _byteCount;
        _hashes[_count] = hash;
        _slots[slot] = ++_count;
        if (_count * 2 > _slotCount) GrowSlots();
        return _count - 1;
    }

    private void GrowBytes(int needed)
    {
        byte[] larger = BytePool.Rent(Math.Max(_bytes.Length * 2, needed));
        _bytes.AsSpan(0, _byteCount).CopyTo(larger);
        BytePool.Return(_bytes);
        _bytes = larger;
    }

    private static void Grow<T>(ArrayPool<T> pool, ref T[] rented, int count, int capacity)
    {
        var larger = pool.Rent(capacity);
        rented.AsSpan(0, count).CopyTo(larger);
        Return(pool, ref rented);
        rented = larger;
    }

    private static void Return<T>(ArrayPool<T> pool, ref T[] rented)
    {
        if (rented.Length > 0) pool.Return(rented);
        rented = [];
    }

    private void GrowSlots()
    {
        Return(_ints, ref _slots);
        _slotCount *= 2;
        _slots = RentSlots(_slotCount);
        uint mask = (uint)_slotCount - 1;
        for (int code = 0; code < _count; code++)
        {
            uint slot = _hashes[code] & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }

    private int[] RentSlots(int count)
    {
        var slots = _ints.Rent(count);
        slots.AsSpan(0, count).Clear();
        return slots;
    }
}
