using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A number lies between two bounds.</summary>
internal sealed class NumberCondition(Filter.Between range) : Condition
{
    protected override object Key => range;

    public override void Narrow(RowGroup group, RowSet rows)
    {
        if (rows.Count * RowGroup.FewRowsOf > group.RowCount) base.Narrow(group, rows);
        // The numbers of the other rows are not compared.
        else rows.And(group.ReadAt(range.Field, rows.ToArray()) is { } column ? Judge(column, group.RowCount) : RowSet.None(group.RowCount));
    }

    public override Outlook Foresee(RowGroup group)
    {
        if (!group.Has(range.Field)) return Outlook.None;
        if (group.RangeOf(range.Field) is not { } held) return Outlook.Some;
        // One step further out, where a whole number may have been rounded inwards.
        bool isOutside = range.Max < Math.BitDecrement(held.Min) || range.Min > Math.BitIncrement(held.Max);
        return isOutside ? Outlook.None : Outlook.Some;
    }

    protected override RowSet Find(RowGroup group) => group.Judge(range.Field, Judge);

    private RowSet Judge(Column column, int rowCount)
    {
        switch (column)
        {
            case Int64Column numbers:
                // Whole numbers are compared as such: above 2^53 a double would blur them.
                if (TryBounds(range, out long first, out long last)) return Between(numbers, numbers.Values, rowCount, first, last);
                break;
            case DoubleColumn numbers:
                if (TryBounds(range, out double least, out double most)) return Between(numbers, numbers.Values, rowCount, least, most);
                break;
        }
        return RowSet.None(rowCount);
    }

    /// <summary>The least and the greatest whole number inside the range.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    private static bool TryBounds(Filter.Between range, out long least, out long most)
    {
        least = long.MinValue;
        most = long.MaxValue;
        if (range.Min is { } min)
        {
            // 2^63 is the first double above every whole number of 64 bits.
            if (double.IsNaN(min) || min >= 9_223_372_036_854_775_808.0) return false;
            double up = Math.Ceiling(min);
            if (up >= long.MinValue)
            {
                least = (long)up;
                if (!range.MinInclusive && up == min) least++;
            }
        }
        if (range.Max is { } max)
        {
            if (double.IsNaN(max) || max < long.MinValue) return false;
            double down = Math.Floor(max);
            if (down < 9_223_372_036_854_775_808.0)
            {
                most = (long)down;
                if (!range.MaxInclusive && down == max)
                {
                    if (most == long.MinValue) return false;
                    most--;
                }
            }
        }
        return least <= most;
    }

    /// <summary>The least and the greatest number inside the range.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    private static bool TryBounds(Filter.Between range, out double least, out double most)
    {
        least = range.Min ?? double.NegativeInfinity;
        most = range.Max ?? double.PositiveInfinity;
        bool isAbove = range.Min is not null && !range.MinInclusive, isBelow = range.Max is not null && !range.MaxInclusive;
        if ((isAbove && double.IsPositiveInfinity(least)) || (isBelow && double.IsNegativeInfinity(most))) return false;
        if (isAbove) least = Math.BitIncrement(least);
        if (isBelow) most = Math.BitDecrement(most);
        // Not so either when one of them is no number.
        return least <= most;
    }
}
