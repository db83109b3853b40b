using System.Runtime.InteropServices;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Values that are the same for all rows of a trace or a transaction are written once for it.</summary>
internal static class KeyedRows
{
    /// <summary>Which entries to write when each key's value is written once.</summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">The row of each.</param>
    /// <param name="keyOfRow">The key of each row, or −1.</param>
    /// <param name="firstOf">Room for a number a key, all −1; so again afterwards.</param>
    /// <returns>The first entry of each key; <see langword="null"/> when that is not worth it, or values of one key differ.</returns>
    public static int[]? TryReduce<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows, ReadOnlySpan<int> keyOfRow, Span<int> firstOf) where T : IEquatable<T>
    {
        int most = values.Length * 2 / 3;
        using var firsts = new Pooled<int>(most + 1);
        int count = 0;
        bool isReduced = true;
        for (int entry = 0; entry < values.Length && isReduced; entry++)
        {
            int key = keyOfRow[rows[entry]];
            if (key < 0) isReduced = false;
            else if (firstOf[key] >= 0) isReduced = values[firstOf[key]].Equals(values[entry]);
            else
            {
                firstOf[key] = entry;
                firsts.Span[count++] = entry;
                isReduced = count <= most;
            }
        }
        foreach (int entry in firsts.Span[..count]) firstOf[keyOfRow[rows[entry]]] = -1;
        return isReduced ? firsts.Span[..count].ToArray() : null;
    }

    /// <summary>For each entry, which of the written values is its own.</summary>
    /// <param name="rows">The row of each entry.</param>
    /// <param name="keyOfRow">The key of each row, or −1.</param>
    /// <param name="firsts">The first entry of each key.</param>
    /// <exception cref="InvalidDataException">A row has no key.</exception>
    public static int[] Expand(ReadOnlySpan<int> rows, ReadOnlySpan<int> keyOfRow, out int[] firsts)
    {
        var numberOf = new Dictionary<int, int>();
        var found = new List<int>();
        var valueOf = new int[rows.Length];
        int keyBefore = -1, numberBefore = 0;
        for (int entry = 0; entry < rows.Length; entry++)
        {
            int key = keyOfRow[rows[entry]];
            if (key < 0) throw new InvalidDataException("a value is kept once for each key, but a row has none");
            if (key != keyBefore)
            {
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numberOf, key, out bool isKnown);
                if (!isKnown)
                {
                    number = found.Count;
                    found.Add(entry);
                }
                (keyBefore, numberBefore) = (key, number);
            }
            valueOf[entry] = numberBefore;
        }
        firsts = [.. found];
        return valueOf;
    }
}
