using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Ashiato.Model;

/// <summary>Numbers distinct texts while a column is built. Not thread-safe.</summary>
internal sealed class Utf8Interner
{
    // A seed of this process, so that a sender cannot choose texts that all fall into one slot.
    private static readonly ulong s_seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(256);
    private int _byteCount;
    private int[] _ends = new int[8];
    private uint[] _hashes = new uint[8];
    private int _count;
    private int[] _slots = new int[16]; // code + 1; 0 is free. Always a power of two, at most half full.

    public int Count => _count;

    /// <summary>The number of a text, given now if it has none.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        uint hash = Hash(utf8);
        uint mask = (uint)_slots.Length - 1;
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

    /// <summary>What was numbered so far. The interner must not be used afterwards.</summary>
    public Utf8Pool ToPool()
    {
        Array.Resize(ref _ends, _count);
        // Exactly as much as there is: the pool lives as long as its events stay in memory.
        var bytes = _bytes.AsSpan(0, _byteCount).ToArray();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
        return new Utf8Pool(bytes, _ends);
    }

    private int Insert(ReadOnlySpan<byte> utf8, uint hash, uint slot)
    {
        if (_byteCount + utf8.Length > _bytes.Length) GrowBytes(_byteCount + utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_byteCount));
        _byteCount += utf8.Length;

        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, _count * 2);
            Array.Resize(ref _hashes, _count * 2);
        }
        _ends[_count] = _byteCount;
        _hashes[_count] = hash;
        _slots[slot] = ++_count;
        if (_count * 2 > _slots.Length) Grow();
        return _count - 1;
    }

    private void GrowBytes(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, needed));
        _bytes.AsSpan(0, _byteCount).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        uint mask = (uint)_slots.Length - 1;
        for (int code = 0; code < _count; code++)
        {
            uint slot = _hashes[code] & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong hash = s_seed ^ (ulong)utf8.Length;
        while (utf8.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
            utf8 = utf8[8..];
        }
        ulong tail = 0;
        foreach (byte b in utf8) tail = (tail << 8) | b;
        hash = Mix(hash ^ tail);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0x9E3779B97F4A7C15, out ulong low);
        return BitOperations.RotateLeft(high ^ low, 23);
    }
}
