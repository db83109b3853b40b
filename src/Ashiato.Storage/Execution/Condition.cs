using System.Numerics;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A filter made ready to look at row groups. Not thread-safe: each query makes its own.</summary>
internal abstract class Condition
{
    private Func<RowGroup, RowSet>? _find;
    private Hashed? _key;

    /// <summary>A key whose hash is computed once, and not for each row group.</summary>
    private sealed class Hashed(object key)
    {
        private readonly object _key = key;
        private readonly int _hash = key.GetHashCode();

        public override bool Equals(object? other) => other is Hashed hashed && hashed._hash == _hash && hashed._key.Equals(_key);

        public override int GetHashCode() => _hash;
    }

    /// <summary>The rows of a group for which the condition is true. The caller may change the set.</summary>
    public RowSet Match(RowGroup group) => Key is { } key ? group.Match(Remembered(key), _find ??= Find) : Find(group);

    /// <summary>Leaves only those rows for which the condition is true.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="rows">Rows that other conditions have found.</param>
    public virtual void Narrow(RowGroup group, RowSet rows)
    {
        if (Key is { } key) group.Narrow(Remembered(key), _find ??= Find, rows);
        else rows.And(Find(group));
    }

    private Hashed Remembered(object key) => _key ??= new Hashed(key);

    /// <summary>What row groups may remember the answer under: equal to that of every condition that means the same. <see langword="null"/> for what is soon found, or seldom asked again.</summary>
    protected virtual object? Key => null;

    /// <summary>Finds the rows of a group for which the condition is true. The caller may change the set, but not before it is remembered.</summary>
    protected abstract RowSet Find(RowGroup group);

    /// <summary>What can be said without reading a column.</summary>
    public virtual Outlook Foresee(RowGroup group) => Outlook.Some;

    /// <summary>What makes several conditions cheap: those of lower cost are asked first, and the rest only when rows are left.</summary>
    public virtual int Cost => 2;

    /// <summary>Collects the rows that have a value from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    protected static RowSet Between<T>(Column column, ReadOnlySpan<T> values, int rowCount, T min, T max) where T : unmanaged, INumber<T>
    {
        if (column.IsDense)
        {
            var rows = RowSet.None(rowCount);
            Scan.Between(values, min, max, rows.Words);
            return rows;
        }
        var entries = RowSet.None(column.EntryCount);
        Scan.Between(values, min, max, entries.Words);
        return entries.Translate(column.Rows, rowCount);
    }

    /// <summary>Collects the rows of the entries that pass a test.</summary>
    protected static RowSet Collect<TTest>(Column column, int rowCount, TTest test) where TTest : struct, IEntryTest, allows ref struct
    {
        var entries = RowSet.None(column.EntryCount);
        var words = entries.Words;
        for (int i = 0; i < words.Length; i++)
        {
            int start = i << 6;
            int count = Math.Min(64, column.EntryCount - start);
            ulong word = 0;
            for (int bit = 0; bit < count; bit++)
                word |= (test.Passes(start + bit) ? 1UL : 0UL) << bit;
            words[i] = word;
        }
        return column.IsDense ? entries : entries.Translate(column.Rows, rowCount);
    }

    /// <summary>Judges one entry of a column.</summary>
    protected interface IEntryTest
    {
        bool Passes(int entry);
    }
}
