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
    /// <param name="keyOfRow">The key of each row, or −1; lower than there are rows.</param>
    /// <param name="firsts">The first entry of each key.</param>
    /// <exception cref="InvalidDataException">A row has no key.</exception>
    public static int[] Expand(ReadOnlySpan<int> rows, ReadOnlySpan<int> keyOfRow, out int[] firsts)
    {
        using var numberOf = new Pooled<int>(keyOfRow.Length); // of each key, + 1
        using var found = new Pooled<int>(rows.Length);
        numberOf.Span.Clear();
        var numbers = numberOf.Span;
        var valueOf = new int[rows.Length];
        int count = 0;
        for (int entry = 0; entry < valueOf.Length; entry++)
        {
            int key = keyOfRow[rows[entry]];
            if (key < 0) throw new InvalidDataException("a value is kept once for each key, but a row has none");
            ref int number = ref numbers[key];
            if (number == 0)
            {
                found.Span[count] = entry;
                number = ++count;
            }
            valueOf[entry] = number - 1;
        }
        firsts = found.Span[..count].ToArray();
        return valueOf;
    }
}
