using System.Runtime.InteropServices;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Which fields rows have a value in. There are few such sets (a transaction's, a statement's, a call's …), so each gets a number: its shape.</summary>
internal sealed class RowShapes
{
    /// <summary>Rows of further shapes have none.</summary>
    public const int MostShapes = 1_024;

    public const int NoShape = -1;

    private readonly int[] _rowsOf;
    private readonly List<bool[]> _has = []; // by field, then shape

    private RowShapes(int[] ofRow, int[] rowsOf)
    {
        OfRow = ofRow;
        _rowsOf = rowsOf;
    }

    /// <summary>The shape of each row of the segment, or <see cref="NoShape"/>.</summary>
    public int[] OfRow { get; }

    /// <summary>How many shapes there are.</summary>
    public int Count => _rowsOf.Length;

    /// <summary>For each field that was looked at, in that order, which shapes have it.</summary>
    public IReadOnlyList<bool[]> Has => _has;

    /// <summary>Numbers the shapes of rows.</summary>
    /// <param name="sources">Row groups that have the rows.</param>
    /// <param name="rows">Which rows, in which order.</param>
    public static RowShapes Of(IReadOnlyList<RowGroup> sources, ReadOnlySpan<int> rows)
    {
        var signatures = new ulong[sources.Sum(source => source.RowCount)];
        int first = 0;
        foreach (var source in sources)
        {
            var part = signatures.AsSpan(first, source.RowCount);
            if (source is SegmentRowGroup stored) stored.AddSignatures(part);
            else AddSignatures(source, source.Fields, part);
            first += source.RowCount;
        }

        var numbers = new Dictionary<ulong, int>();
        var rowsOf = new List<int>();
        var ofRow = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            ulong signature = signatures[rows[i]];
            if (!numbers.TryGetValue(signature, out int shape))
            {
                shape = rowsOf.Count < MostShapes ? rowsOf.Count : NoShape;
                numbers.Add(signature, shape);
                if (shape >= 0) rowsOf.Add(0);
            }
            ofRow[i] = shape;
            if (shape >= 0) CollectionsMarshal.AsSpan(rowsOf)[shape]++;
        }
        return new RowShapes(ofRow, [.. rowsOf]);
    }

    /// <summary>Mixes fields into the signatures of the rows that have values in them.</summary>
    public static void AddSignatures(RowGroup source, IEnumerable<Field> fields, Span<ulong> signatures)
    {
        foreach (var field in fields)
        {
            if (source.Read(field) is not { } column) continue;
            ulong mark = MarkOf(field);
            if (column.IsDense)
            {
                foreach (ref ulong signature in signatures) signature ^= mark;
                continue;
            }
            int before = -1;
            foreach (int row in column.Rows)
            {
                if (row != before) signatures[row] ^= mark;
                before = row;
            }
        }
    }

    /// <summary>What a field adds to a signature.</summary>
    public static ulong MarkOf(Field field) =>
        Sketches.StableHash.Of(Sketches.StableHash.Of(MemoryMarshal.AsBytes(field.Name.AsSpan())) + (ulong)field.Type);

    /// <summary>Looks which shapes have a field.</summary>
    /// <param name="column">Its values in all rows of the segment.</param>
    /// <returns><see langword="true"/> when its rows with a shape are just those of some shapes, each with one value. Nothing but lists and equal signatures breaks that.</returns>
    public bool TryAdd(Column column)
    {
        var has = new bool[Count];
        _has.Add(has);
        if (column.IsDense)
        {
            Array.Fill(has, true);
            return true;
        }
        var seen = new int[Count];
        if (!TryCount(column.Rows, seen)) return false;
        for (int shape = 0; shape < seen.Length; shape++)
            if (seen[shape] > 0 && seen[shape] != _rowsOf[shape]) return false;
        for (int shape = 0; shape < seen.Length; shape++) has[shape] = seen[shape] > 0;
        return true;
    }

    /// <summary>How many rows have the field that was looked at last but not another: at least so many, as those without a shape are not counted.</summary>
    /// <param name="field">The number of the other, in the order in which they were looked at.</param>
    public int CountWithout(int field)
    {
        var (has, hasOther) = (_has[^1], _has[field]);
        int count = 0;
        for (int shape = 0; shape < has.Length; shape++)
            if (has[shape] && !hasOther[shape]) count += _rowsOf[shape];
        return count;
    }

    /// <summary>Counts the rows of each shape.</summary>
    /// <returns><see langword="false"/> when a row stands there twice.</returns>
    private bool TryCount(ReadOnlySpan<int> rows, int[] seen)
    {
        int before = -1;
        foreach (int row in rows)
        {
            if (row == before) return false;
            before = row;
            int shape = OfRow[row];
            if (shape >= 0) seen[shape]++;
        }
        return true;
    }
}
