using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Finds fields that follow from others: the service from the host, the type from the name. Their values are kept once for each code of the other.</summary>
/// <param name="shapes">The shapes of the segment's rows, which have looked at each field that is offered or tried.</param>
internal sealed class Determination(RowShapes shapes) : IDisposable
{
    private const int MostRoots = 24;
    private const int MostCodes = 8_192; // a short holds them, and there is one for each row of each root

    private readonly List<Root> _roots = [];
    private readonly long[] _valueOf = ArrayPool<long>.Shared.Rent(MostCodes); // for each code of the root being tried
    private readonly int[] _known = Cleared(MostCodes); // the try that knew the value
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
    /// <param name="HasOthers">Whether there are values in rows without the other.</param>
    internal sealed record Found(int Parent, short[] ParentOfRow, long[] ValueOf, bool HasOthers);

    /// <summary>Remembers a field that others may follow from.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="codes">Its values.</param>
    /// <param name="rows">The row of each.</param>
    /// <param name="codeCount">How many different ones there are.</param>
    public void Offer(int field, ReadOnlySpan<int> codes, ReadOnlySpan<int> rows, int codeCount)
    {
        if (codeCount is < 2 or > MostCodes || _roots.Count == MostRoots) return;
        short[] codeOfRow = ArrayPool<short>.Shared.Rent(shapes.OfRow.Length);
        if (codes.Length < shapes.OfRow.Length) Array.Fill(codeOfRow, (short)-1);
        for (int entry = 0; entry < codes.Length; entry++) codeOfRow[rows[entry]] = (short)codes[entry];
        _roots.Add(new Root(field, codeOfRow, codeCount));
    }

    /// <summary>Gives its memory back; what was found must not be used any more.</summary>
    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_valueOf);
        ArrayPool<int>.Shared.Return(_known);
        foreach (var root in _roots) ArrayPool<short>.Shared.Return(root.CodeOfRow);
        _roots.Clear();
    }

    private static int[] Cleared(int length)
    {
        int[] cleared = ArrayPool<int>.Shared.Rent(length);
        Array.Clear(cleared);
        return cleared;
    }

    /// <summary>Looks for a field that a column follows from: the one that shapes have looked at last.</summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">The row of each.</param>
    /// <returns>The one that leaves the fewest rows to be written, less than half of them; <see langword="null"/> for none.</returns>
    public Found? Find(ReadOnlySpan<long> values, ReadOnlySpan<int> rows)
    {
        Found? best = null;
        int fewest = values.Length / 2;
        foreach (var root in _roots)
        {
            // Shapes tell what a walk through all rows would find out.
            int least = shapes.CountWithout(root.Field);
            if ((least > 0 && least >= fewest) || Try(root, values, rows, fewest, out int others) is not { } found) continue;
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
        return new Found(root.Field, root.CodeOfRow, found, others > 0);
    }
}
