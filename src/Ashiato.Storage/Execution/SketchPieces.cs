namespace Ashiato.Storage.Execution;

/// <summary>The rows of summaries that a group has so far, with their buckets as they stand there: a minute of a chart has few, and never needs a sketch of its own.</summary>
internal sealed class SketchPieces
{
    /// <summary>More take as much memory as the sketch that they add up to.</summary>
    private const int MostOfGroup = 16;

    private readonly List<Piece> _pieces = [];
    private Head[] _heads = [];
    private short[] _buckets = [];
    private int[] _counts = [];
    private int _used;

    /// <summary>About how many bytes of memory they take.</summary>
    public long SizeBytes => (_pieces.Capacity * 40L) + (_heads.Length * 8L) + (_buckets.Length * 6L);

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
        buckets.CopyTo(_buckets.AsSpan(_used));
        counts.CopyTo(_counts.AsSpan(_used));
        _pieces.Add(new Piece(_used, buckets.Length, least, greatest, head.Last));
        _used += buckets.Length;
        head = new Head(_pieces.Count - 1, head.Count + 1);
        return true;
    }

    /// <summary>Gives all that a group has to somebody.</summary>
    public void CopyTo(Taker taker, int group)
    {
        if (!Has(group)) return;
        var head = _heads[group];
        for (int at = head.Last, left = head.Count; left > 0; left--)
        {
            var piece = _pieces[at];
            taker(_buckets.AsSpan(piece.Start, piece.Length), _counts.AsSpan(piece.Start, piece.Length), piece.Least, piece.Greatest);
            at = piece.Before;
        }
    }

    /// <summary>Forgets what a group has, because a sketch has it.</summary>
    public void Forget(int group) => _heads[group] = default;

    private void Reserve(int count)
    {
        if (_used + count <= _buckets.Length) return;
        int size = Math.Max(_used + count, Math.Max(256, _buckets.Length * 2));
        Array.Resize(ref _buckets, size);
        Array.Resize(ref _counts, size);
    }

    /// <summary>Takes buckets.</summary>
    public delegate void Taker(ReadOnlySpan<short> buckets, ReadOnlySpan<int> counts, double least, double greatest);

    /// <param name="Start">Where its buckets begin.</param>
    /// <param name="Length">How many they are.</param>
    /// <param name="Least">The least of the values.</param>
    /// <param name="Greatest">The greatest of the values.</param>
    /// <param name="Before">The piece of the same group before it.</param>
    private readonly record struct Piece(int Start, int Length, double Least, double Greatest, int Before);

    /// <param name="Last">The newest piece of a group.</param>
    /// <param name="Count">How many it has.</param>
    private readonly record struct Head(int Last, int Count);
}
