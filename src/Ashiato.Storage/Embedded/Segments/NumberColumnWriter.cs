using System.Runtime.InteropServices;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes whole numbers, moments, truth values and numbers with fractions.</summary>
internal sealed class NumberColumnWriter : ColumnWriter
{
    private readonly Column _column;
    private readonly Determination.Found? _follows;

    public NumberColumnWriter(SegmentBuild build, Column column) : base(build, column)
    {
        _column = column;
        bool isOneValue = Values.IndexOfAnyExcept(Values[0]) < 0;
        if (IsRegular && !isOneValue && !IsMoment) _follows = build.Determination.Find(Values, Rows);
    }

    // Of numbers with fractions their bits.
    private ReadOnlySpan<long> Values => _column is DoubleColumn doubles ? MemoryMarshal.Cast<double, long>(doubles.Values) : ((Int64Column)_column).Values;

    private bool IsMoment => _column.Field.Equals(Fields.Timestamp);

    protected override bool TryWriteValues(RowLayout.Group group, int start, int count)
    {
        var values = Values.Slice(start, count);
        var rows = Rows.Slice(start, count);
        if (_follows is not null)
        {
            Begin(ColumnForm.Determined, group, start, count, ValueKey.Row);
            WriteOthers(_follows, values, rows, Output);
            return true;
        }
        if (IsMoment)
        {
            Begin(ColumnForm.Moments, group, start, count, ValueKey.Row);
            Moments.Write(values, rows, Build.TraceOfRow, Output);
            return true;
        }
        var entries = Reduce(values, start, out var key);
        var kept = Gather(values, entries);
        if (_column is Int64Column)
        {
            Begin(ColumnForm.Numbers, group, start, count, key);
            IntSequence.Write(kept, Output);
        }
        else WriteDoubles(MemoryMarshal.Cast<long, double>(kept), group, start, count, key);
        return true;
    }

    /// <summary>Writes the values of rows without the field that they follow from.</summary>
    internal static void WriteOthers(Determination.Found follows, ReadOnlySpan<long> values, ReadOnlySpan<int> rows, BlockWriter output)
    {
        if (!follows.HasOthers) return;
        using var others = new Pooled<long>(values.Length);
        int count = 0;
        for (int i = 0; i < values.Length; i++)
            if (follows.ParentOfRow[rows[i]] < 0) others.Span[count++] = values[i];
        IntSequence.Write(others.Span[..count], output);
    }

    protected override FieldDictionary EndField() =>
        _follows is null ? FieldDictionary.None : new FieldDictionary { Parent = _follows.Parent, ValueOf = _follows.ValueOf };

    protected override Column Slice(int start, int count, ReadOnlyMemory<int> rows) => _column is DoubleColumn doubles
        ? new DoubleColumn(_column.Field, doubles.Values.Slice(start, count).ToArray(), rows, isDense: false)
        : new Int64Column(_column.Field, Values.Slice(start, count).ToArray(), rows, isDense: false);

    protected override (double Min, double Max)? RangeOf(int start, int count)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (long value in Values.Slice(start, count))
        {
            double number = _column is DoubleColumn ? BitConverter.Int64BitsToDouble(value) : value;
            // What is not a number lies nowhere, so nothing can be said.
            if (double.IsNaN(number)) return (double.NegativeInfinity, double.PositiveInfinity);
            least = Math.Min(least, number);
            greatest = Math.Max(greatest, number);
        }
        // Large whole numbers are rounded.
        const double Exact = 1L << 53;
        if (Math.Abs(least) >= Exact) least = Math.BitDecrement(least);
        if (Math.Abs(greatest) >= Exact) greatest = Math.BitIncrement(greatest);
        return (least, greatest);
    }

    private void WriteDoubles(ReadOnlySpan<double> values, RowLayout.Group group, int start, int count, ValueKey key)
    {
        int places = Decimals.PlacesOf(values);
        if (places < 0)
        {
            Begin(ColumnForm.Doubles, group, start, count, key);
            Output.Chunk(MemoryMarshal.AsBytes(values));
            return;
        }
        Begin(ColumnForm.Decimals, group, start, count, key);
        Output.Byte((byte)places);
        using var scaled = new Pooled<long>(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Decimals.TryScale(values[i], places, out long whole);
            scaled.Span[i] = whole;
        }
        IntSequence.Write(scaled.Span, Output);
    }
}
