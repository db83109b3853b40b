using System.Numerics;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Columns for somebody who looks at few rows of a row group: their values are taken from where they are kept, and the other rows are not given theirs.</summary>
internal readonly struct FewRows
{
    private readonly SegmentRowGroup _group;
    private readonly int[] _rows; // ascending

    /// <param name="group">The row group.</param>
    /// <param name="rows">The rows, in any order.</param>
    public FewRows(SegmentRowGroup group, int[] rows)
    {
        _group = group;
        _rows = rows;
        if (IsAscending(rows)) return;
        _rows = [.. rows];
        Array.Sort(_rows);
    }

    /// <summary>Those of the rows that have a field, and the values that are theirs.</summary>
    /// <param name="Rows">The rows, ascending.</param>
    /// <param name="Values">The number of each one's value.</param>
    internal readonly record struct Found(int[] Rows, int[] Values);

    /// <summary>A column with the values of the rows; <see langword="null"/> when none has one.</summary>
    /// <param name="number">The number of the field.</param>
    /// <param name="values">Its values.</param>
    public Column? Of(int number, StoredValues values)
    {
        if (values is not { Column: { } column, Key: not null }) return null;
        var found = Find(values.Rows(_group, number), values.FirstRows(_group, number));
        if (found.Rows.Length == 0) return null;
        return column switch
        {
            Int64Column numbers => new Int64Column(column.Field, Pick(numbers.Values, found.Values), found.Rows, isDense: false),
            DoubleColumn numbers => new DoubleColumn(column.Field, Pick(numbers.Values, found.Values), found.Rows, isDense: false),
            StringColumn texts => new StringColumn(column.Field, Pick(texts.Codes, found.Values), texts.Pool, found.Rows, isDense: false),
            IdColumn ids => new IdColumn(column.Field, Pick(ids.Values, found.Values), Pick(ids.Shapes, found.Values), ids.Texts, found.Rows, isDense: false),
            _ => throw new ArgumentException($"Column '{column.Field}' is of no known kind.", nameof(values)),
        };
    }

    /// <summary>Finds those of the rows that have a field, one for each row or trace.</summary>
    /// <param name="number">The number of the field.</param>
    /// <param name="key">What there is one value for.</param>
    public Found Find(int number, ValueKey key)
    {
        var present = _group.RowsWith(number);
        return Find(present, key == ValueKey.Row ? present : _group.FirstRowsWith(number));
    }

    /// <summary>A column whose values follow from another field, as long as all of the rows have that.</summary>
    /// <param name="number">The number of the field.</param>
    /// <returns>The column, or <see langword="null"/> when none of the rows has a value; and whether the rows could be told apart so.</returns>
    public (Column? Column, bool IsKnown) OfDetermined(int number)
    {
        var found = Find(number, ValueKey.Row);
        if (found.Rows.Length == 0) return (null, true);
        var field = _group.Parts.Footer.Fields[number];
        var dictionary = _group.Parts.DictionaryOf(number);
        if (dictionary.Parent < 0 || field.Kind == ColumnKind.Id) return (null, false);
        var values = new long[found.Rows.Length];
        var codes = CodesOf(dictionary.Parent, found.Rows);
        for (int i = 0; i < values.Length; i++)
        {
            if ((uint)codes[i] >= (uint)dictionary.ValueOf.Length) return (null, false);
            values[i] = dictionary.ValueOf[codes[i]];
        }
        Column column = field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(field, values, found.Rows, isDense: false),
            ColumnKind.Double => new DoubleColumn(field, Array.ConvertAll(values, BitConverter.Int64BitsToDouble), found.Rows, isDense: false),
            _ => new StringColumn(field, ColumnReader.ToCodes(values, dictionary.Texts.Count), dictionary.Texts, found.Rows, isDense: false),
        };
        return (column, true);
    }

    /// <summary>The code or template that each row has in a field, or −1.</summary>
    private int[] CodesOf(int number, int[] rows)
    {
        // Templates are numbered with the texts unread, once for all fields that follow from them.
        if (_group.Parts.DictionaryOf(number).Templates.Length > 0) return Pick<int>(_group.CodeOfRow(number), rows);
        var column = _group.ReadAt(_group.Parts.Footer.Fields[number], rows) as StringColumn;
        return Array.ConvertAll(rows, row => column?.FirstEntry(row) is >= 0 and var entry ? column.Codes[entry] : -1);
    }

    private int[] RowsOf(RowSet present)
    {
        var rows = new int[_rows.Length];
        int count = 0;
        foreach (int row in _rows)
            if (present.Contains(row)) rows[count++] = row;
        return count == rows.Length ? rows : rows[..count];
    }

    private static bool IsAscending(int[] rows)
    {
        for (int i = 1; i < rows.Length; i++)
            if (rows[i] < rows[i - 1]) return false;
        return true;
    }

    /// <param name="present">The rows that have a value.</param>
    /// <param name="first">Those where another value begins.</param>
    private Found Find(RowSet present, RowSet first)
    {
        var rows = RowsOf(present);
        var values = new int[rows.Length];
        var words = first.Words;
        int before = 0, word = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            for (; word < rows[i] >> 6; word++) before += BitOperations.PopCount(words[word]);
            ulong upToRow = (2UL << (rows[i] & 63)) - 1;
            values[i] = before + BitOperations.PopCount(words[word] & upToRow) - 1;
        }
        return new Found(rows, values);
    }

    private static T[] Pick<T>(ReadOnlySpan<T> from, int[] at)
    {
        var picked = new T[at.Length];
        for (int i = 0; i < picked.Length; i++) picked[i] = from[at[i]];
        return picked;
    }
}
