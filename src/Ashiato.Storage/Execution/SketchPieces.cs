namespace Ashiato.Storage.Execution;

/// <summary>The rows of summaries that a group has so far, with their buckets as they stand there: a minute of a chart has few, and never needs a sketch of its own.</summary>
internal sealed class SketchPieces
{
    /// <summary>More take as much memory as the sketch that they add up to.</summary>
    private const int MostOfGroup = 16;

    // Lots of a size that the collector takes for small: an array for all of them would be a large one, and copied each time it grows.
    private const int BucketsOfLot = 8_192;
    private const int PiecesOfLot = 1_024;

    private readonly List<(short[] Buckets, int[] Counts)> _lots = [];
    private readonly List<Piece[]> _pieces = [];
    private Head[] _heads = [];
    private int _pieceCount;
    private int _used; // of the last lot
    private long _bucketCount;

    /// <summary>About how many bytes of memory they take.</summary>
    public long SizeBytes => (_pieces.Count * PiecesOfLot * 40L) + (_heads.Length * 8L) + (_bucketCount * 6L);

    /// <summary>True when a group has some.</summary>
    public bool Has(int group) => group < _heads.Length && _heads[group].Count > 0;

    /// <summary>Keeps buckets for a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="buckets">The buckets, ascending.</param>
    /// <param name="counts">How many values each has.</param>
    /// <param name="least">The least of the values.</param>
    /// <param name="greatest">The greatest of the values.</param>
    /// <returns><see langword="false"/> when the group has as many as it may.</returns>
    public bool TryAdd(int group, ReadOnlySpan<short> buckets, ReadOnlySpan<int> counts, double least, double greatest)
    {
        if (group >= _heads.Length) Array.Resize(ref _heads, Math.Max(group + 1, _heads.Length * 2));
        ref var head = ref _heads[group];
        if (head.Count == MostOfGroup) return false;
        Reserve(buckets.Length);
        var lot = _lots[^1];
        buckets.CopyTo(lot.Buckets.AsSpan(_used));
        counts.CopyTo(lot.Counts.AsSpan(_used));
        if (_pieceCount % PiecesOfLot == 0) _pieces.Add(new Piece[PiecesOfLot]);
        _pieces[^1][_pieceCount % PiecesOfLot] = new Piece(_lots.Count - 1, _used, buckets.Length, least, greatest, head.Last);
        _used += buckets.Length;
        head = new Head(_pieceCount++, head.Count + 1);
        return true;
    }

    /// <summary>Gives all that a group has to somebody.</summary>
    public void CopyTo(Taker taker, int group)
    {
        if (!Has(group)) return;
        var head = _heads[group];
        for (int at = head.Last, left = head.Count; left > 0; left--)
        {
            ref readonly var piece = ref _pieces[at / PiecesOfLot][at % PiecesOfLot];
            var (buckets, counts) = _lots[piece.Lot];
            taker(buckets.AsSpan(piece.Start, piece.Length), counts.AsSpan(piece.Start, piece.Length), piece.Least, piece.Greatest);
            at = piece.Before;
        }
    }

    /// <summary>Forgets what a group has, because a sketch has it.</summary>
    public void Forget(int group)
    {
        if (group < _heads.Length) _heads[group] = default;
    }

    private void Reserve(int count)
    {
        if (_lots.Count > 0 && _used + count <= _lots[^1].Buckets.Length) return;
        int size = Math.Max(count, BucketsOfLot);
        _lots.Add((new short[size], new int[size]));
        _bucketCount += size;
        _used = 0;
    }

    /// <summary>Takes buckets.</summary>
    public delegate void Taker(ReadOnlySpan<short> buckets, ReadOnlySpan<int> counts, double least, double greatest);

    /// <param name="Lot">Where its buckets are.</param>
    /// <param name="Start">Where they begin there.</param>
    /// <param name="Length">How many they are.</param>
    /// <param name="Least">The least of the values.</param>
    /// <param name="Greatest">The greatest of the values.</param>
    /// <param name="Before">The piece of the same group before it.</param>
    private readonly record struct Piece(int Lot, int Start, int Length, double Least, double Greatest, int Before);

    /// <param name="Last">The newest piece of a group.</param>
    /// <param name="Count">How many it has.</param>
    private readonly record struct Head(int Last, int Count);
}
