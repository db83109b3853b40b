using System.Numerics;

namespace Ashiato.Storage.Execution;

/// <summary>Some of the rows of a row group: one bit a row.</summary>
internal sealed class RowSet
{
    private readonly ulong[] _words;

    private RowSet(int rowCount)
    {
        RowCount = rowCount;
        _words = new ulong[(rowCount + 63) / 64];
    }

    /// <summary>How many rows there are to be in the set or not.</summary>
    public int RowCount { get; }

    /// <summary>The bits, lowest row first. Bits behind the last row are 0.</summary>
    public Span<ulong> Words => _words;

    /// <summary>True when no row is in the set.</summary>
    public bool IsEmpty => _words.AsSpan().IndexOfAnyExcept(0UL) < 0;

    /// <summary>How many rows are in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Bytes in memory, about.</summary>
    public long EstimatedBytes => 64 + (8L * _words.Length);

    /// <summary>The same rows.</summary>
    public RowSet Copy()
    {
        var copy = new RowSet(RowCount);
        _words.CopyTo(copy._words, 0);
        return copy;
    }

    public static RowSet None(int rowCount) => new(rowCount);

    public static RowSet All(int rowCount)
    {
        var set = new RowSet(rowCount);
        set.Invert();
        return set;
    }

    public static RowSet Of(int rowCount, ReadOnlySpan<int> rows)
    {
        var set = new RowSet(rowCount);
        foreach (int row in rows) set.Add(row);
        return set;
    }

    public void Add(int row) => _words[row >> 6] |= 1UL << (row & 63);

    public bool Contains(int row) => (_words[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The rows of entries, when this is a set of entries.</summary>
    /// <param name="rowOfEntry">The row of each entry.</param>
    /// <param name="rowCount">How many rows there are.</param>
    public RowSet Translate(ReadOnlySpan<int> rowOfEntry, int rowCount)
    {
        var rows = new RowSet(rowCount);
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong word = _words[i]; word != 0; word &= word - 1)
                rows.Add(rowOfEntry[(i << 6) + BitOperations.TrailingZeroCount(word)]);
        }
        return rows;
    }

    /// <summary>True when a row from <paramref name="start"/> up to <paramref name="end"/> is in the set.</summary>
    public bool HasAny(int start, int end) => First(start, end) >= 0;

    /// <summary>The first row from <paramref name="start"/> up to <paramref name="end"/> that is in the set, or −1.</summary>
    public int First(int start, int end)
    {
        for (int at = start >> 6; at << 6 < end; at++)
            if ((_words[at] & Mask(at, start, end)) is not 0 and var word) return (at << 6) + BitOperations.TrailingZeroCount(word);
        return -1;
    }

    /// <summary>Adds the rows from <paramref name="start"/> up to <paramref name="end"/> that another set has.</summary>
    public void Or(RowSet other, int start, int end)
    {
        for (int at = start >> 6; at << 6 < end; at++) _words[at] |= other._words[at] & Mask(at, start, end);
    }

    private static ulong Mask(int word, int start, int end)
    {
        ulong mask = ulong.MaxValue;
        if (start > word << 6) mask <<= start & 63;
        if (end < (word + 1) << 6) mask &= (1UL << (end & 63)) - 1;
        return mask;
    }

    /// <summary>Keeps the rows that are in another set too.</summary>
    public void And(RowSet other)
    {
        for (int i = 0; i < _words.Length; i++) _words[i] &= other._words[i];
    }

    /// <summary>Adds the rows of another set.</summary>
    public void Or(RowSet other)
    {
        for (int i = 0; i < _words.Length; i++) _words[i] |= other._words[i];
    }

    /// <summary>Swaps what is in the set and what is not.</summary>
    public void Invert()
    {
        for (int i = 0; i < _words.Length; i++) _words[i] = ~_words[i];
        int spare = RowCount & 63;
        if (spare > 0) _words[^1] &= (1UL << spare) - 1;
    }

    /// <summary>The rows in the set, ascending.</summary>
    /// <param name="rows">At least <see cref="Count"/> long.</param>
    /// <returns>How many there are.</returns>
    public int CopyTo(Span<int> rows)
    {
        int count = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            // Most questions are about many rows in a row, or about nearly none.
            if (_words[i] == ulong.MaxValue)
            {
                for (int bit = 0; bit < 64; bit++) rows[count + bit] = (i << 6) + bit;
                count += 64;
                continue;
            }
            for (ulong word = _words[i]; word != 0; word &= word - 1)
                rows[count++] = (i << 6) + BitOperations.TrailingZeroCount(word);
        }
        return count;
    }

    /// <summary>The rows in the set, ascending.</summary>
    public int[] ToArray()
    {
        var rows = new int[Count];
        CopyTo(rows);
        return rows;
    }
}
