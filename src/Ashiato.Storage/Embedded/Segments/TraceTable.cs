using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Tells which row groups of a segment may have a trace, without reading them. Stays in memory once it was asked: less than three bytes a trace.</summary>
/// <remarks>
/// <para>A hash of the trace's key names a bucket by its highest bits. A bucket holds 16-bit entries: in the low bits a row group (divided by 2^shift), above
/// them bits of the hash. Most segments without the trace are told by that; one in some hundred turns out not to have it when read.</para>
/// <para>Layout: byte bucket bits; byte group bits; byte group shift; byte seed of the hash; one byte a bucket, how many entries it has; the entries,
/// 2 bytes each, bucket by bucket.</para>
/// </remarks>
internal sealed class TraceTable
{
    private const int EntriesPerBucket = 4;
    private const int MostGroupBits = 8;
    private const int MostBucketBits = 24;
    private const int MostSeeds = 8;
    private const int BucketsPerMark = 16;

    private readonly int _bucketBits;
    private readonly int _groupBits;
    private readonly int _groupShift;
    private readonly byte _seed;
    private readonly byte[] _counts;
    private readonly int[] _marks; // entries before every sixteenth bucket
    private readonly ushort[] _entries;
    private Found? _last;

    private TraceTable(int bucketBits, int groupBits, int groupShift, byte seed, byte[] counts, ushort[] entries)
    {
        (_bucketBits, _groupBits, _groupShift, _seed, _counts, _entries) = (bucketBits, groupBits, groupShift, seed, counts, entries);
        _marks = new int[(counts.Length / BucketsPerMark) + 1];
        int before = 0;
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            if (bucket % BucketsPerMark == 0) _marks[bucket / BucketsPerMark] = before;
            before += counts[bucket];
        }
    }

    /// <summary>The answer to the question asked last: every row group of a segment is asked the same.</summary>
    private sealed record Found(TraceKey Key, ulong Groups);

    /// <summary>Writes the table of traces and their row groups.</summary>
    /// <param name="traces">Each trace with each row group that has it, once or more.</param>
    /// <param name="groupCount">How many row groups there are.</param>
    /// <param name="output">Where to.</param>
    /// <returns><see langword="false"/> when nothing was written: there are no traces, or ids chosen so that they all fall into one bucket.</returns>
    public static bool TryWrite(IReadOnlyCollection<(TraceKey Key, int Group)> traces, int groupCount, BlockWriter output)
    {
        if (traces.Count == 0) return false;
        int bucketBits = Math.Clamp(BitOperations.Log2((uint)traces.Count / EntriesPerBucket + 1), 1, MostBucketBits);
        int groupBits = Math.Min(MostGroupBits, groupCount <= 1 ? 0 : BitOperations.Log2((uint)groupCount - 1) + 1);
        int shift = Math.Max(0, (groupCount <= 1 ? 0 : BitOperations.Log2((uint)groupCount - 1) + 1) - groupBits);
        for (byte seed = 0; seed < MostSeeds; seed++)
        {
            var placed = new SortedSet<(int Bucket, ushort Entry)>();
            foreach (var (key, group) in traces) placed.Add((BucketOf(key, seed, bucketBits), EntryOf(key, seed, groupBits, group >> shift)));
            var counts = new int[1 << bucketBits];
            foreach (var (bucket, _) in placed) counts[bucket]++;
            if (counts.Max() > byte.MaxValue) continue;

            output.Byte((byte)bucketBits);
            output.Byte((byte)groupBits);
            output.Byte((byte)shift);
            output.Byte(seed);
            foreach (int count in counts) output.Byte((byte)count);
            foreach (var (_, entry) in placed)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(output.Buffer.GetSpan(2), entry);
                output.Buffer.Advance(2);
            }
            return true;
        }
        return false;
    }

    /// <exception cref="InvalidDataException">The bytes are not such a table.</exception>
    public static TraceTable Read(ReadOnlySpan<byte> bytes, int groupCount)
    {
        var input = new ByteReader(bytes);
        byte bucketBits = input.Byte(), groupBits = input.Byte(), shift = input.Byte(), seed = input.Byte();
        if (bucketBits > MostBucketBits || groupBits > MostGroupBits || shift > 31) throw new InvalidDataException("a trace table has parts of an unknown size");
        if (groupCount > 0 && (groupCount - 1) >> shift >= 1 << groupBits) throw new InvalidDataException($"a trace table is not one of {groupCount} row groups");
        byte[] counts = input.Bytes(1 << bucketBits).ToArray();
        long total = 0;
        foreach (byte count in counts) total += count;
        if (input.Left != total * 2) throw new InvalidDataException("a trace table ends before its last entry or behind it");
        var entries = new ushort[total];
        var bytesOfEntries = input.Bytes(input.Left);
        MemoryMarshal.Cast<byte, ushort>(bytesOfEntries).CopyTo(entries);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        return new TraceTable(bucketBits, groupBits, shift, seed, counts, entries);
    }

    /// <summary>False only when a row group does not have a trace.</summary>
    public bool MayHave(TraceKey key, int group)
    {
        int at = group >> _groupShift;
        // Of more than 64 row groups some share a bit.
        ulong bit = 1UL << (at & 63);
        var last = _last;
        if (last is null || last.Key != key) _last = last = new Found(key, GroupsOf(key));
        return (last.Groups & bit) != 0;
    }

    /// <summary>False only when no row group has a trace.</summary>
    public bool MayHave(TraceKey key) => GroupsOf(key) != 0;

    private ulong GroupsOf(TraceKey key)
    {
        int bucket = BucketOf(key, _seed, _bucketBits);
        int start = _marks[bucket / BucketsPerMark];
        for (int before = bucket - (bucket % BucketsPerMark); before < bucket; before++) start += _counts[before];
        ulong groups = 0;
        int wanted = EntryOf(key, _seed, _groupBits, 0) >> _groupBits;
        foreach (ushort entry in _entries.AsSpan(start, _counts[bucket]))
            if (entry >> _groupBits == wanted) groups |= 1UL << (entry & ((1 << _groupBits) - 1) & 63);
        return groups;
    }

    private static ulong HashOf(TraceKey key, byte seed) => Sketches.StableHash.Of(Sketches.StableHash.Of(key.Value) + (ulong)key.Shape + ((ulong)seed << 8));

    private static int BucketOf(TraceKey key, byte seed, int bucketBits) => bucketBits == 0 ? 0 : (int)(HashOf(key, seed) >> (64 - bucketBits));

    private static ushort EntryOf(TraceKey key, byte seed, int groupBits, int group) => (ushort)((HashOf(key, seed) << groupBits) | (uint)group);
}
