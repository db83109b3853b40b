namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Finds fields that follow from others: the service from the host, the type from the name. Their values are kept once for each code of the other.</summary>
internal sealed class Determination
{
    private const int MostRoots = 24;
    private const int MostCodes = 8_192; // a short holds them, and there is one for each row of each root

    private readonly List<Root> _roots = [];
    private readonly long[] _valueOf = new long[MostCodes]; // for each code of the root being tried
    private readonly int[] _known = new int[MostCodes]; // the try that knew the value
    private int _try;

    /// <summary>A field that others may follow from.</summary>
    /// <param name="Field">Its number.</param>
    /// <param name="CodeOfRow">Its code or template in each row, or −1.</param>
    /// <param name="CodeCount">How many there are.</param>
    private sealed record Root(int Field, short[] CodeOfRow, int CodeCount);

    /// <summary>How a field follows from another.</summary>
    /// <param name="Parent">The number of the other.</param>
    /// <param name="ParentOfRow">Its code in each row, or −1.</param>
    /// <param name="ValueOf">The value for each code.</param>
    internal sealed record Found(int Parent, short[] ParentOfRow, long[] ValueOf);

    /// <summary>Remembers a field that others may follow from.</summary>
    public void Offer(int field, int[] codeOfRow, int codeCount)
    {
        if (codeCount is > 1 and <= MostCodes && _roots.Count < MostRoots) _roots.Add(new Root(field, Array.ConvertAll(codeOfRow, static code => (short)code), codeCount));
    }

    /// <summary>Looks for a field that a column follows from.</summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">The row of each.</param>
    /// <returns>The one that leaves the fewest rows to be written, less than half of them; <see langword="null"/> for none.</returns>
    public Found? Find(ReadOnlySpan<long> values, ReadOnlySpan<int> rows)
    {
        Found? best = null;
        int fewest = values.Length / 2;
        foreach (var root in _roots)
        {
            if (Try(root, values, rows, fewest, out int others) is not { } found) continue;
            (best, fewest) = (found, others);
            if (others == 0) break;
        }
        return best;
    }

    private Found? Try(Root root, ReadOnlySpan<long> values, ReadOnlySpan<int> rows, int most, out int others)
    {
        others = 0;
        _try++;
        for (int entry = 0; entry < values.Length; entry++)
        {
            int code = root.CodeOfRow[rows[entry]];
            if (code < 0)
            {
                if (++others >= most) return null;
            }
            else if (_known[code] != _try) (_known[code], _valueOf[code]) = (_try, values[entry]);
            else if (_valueOf[code] != values[entry]) return null;
        }
        var found = _valueOf.AsSpan(0, root.CodeCount).ToArray();
        // A code without a value gets the one before it, which packs best.
        for (int code = 0; code < found.Length; code++)
            if (_known[code] != _try) found[code] = code == 0 ? 0 : found[code - 1];
        return new Found(root.Field, root.CodeOfRow, found);
    }
}
