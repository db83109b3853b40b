using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A number lies between two bounds.</summary>
internal sealed class NumberCondition(Filter.Between range) : Condition
{
    public override Outlook Foresee(RowGroup group)
    {
        if (!group.Has(range.Field)) return Outlook.None;
        if (group.RangeOf(range.Field) is not { } held) return Outlook.Some;
        // One step further out, where a whole number may have been rounded inwards.
        bool isOutside = range.Max < Math.BitDecrement(held.Min) || range.Min > Math.BitIncrement(held.Max);
        return isOutside ? Outlook.None : Outlook.Some;
    }

    public override RowSet Match(RowGroup group)
    {
        switch (group.Read(range.Field))
        {
            case Int64Column numbers:
                // Whole numbers are compared as such: above 2^53 a double would blur them.
                return TryBounds(range, out long least, out long most)
                    ? Collect(numbers, group.RowCount, new Int64Test(numbers.Values, least, most))
                    : RowSet.None(group.RowCount);
            case DoubleColumn numbers:
                return Collect(numbers, group.RowCount, new DoubleTest(numbers.Values, range));
            default:
                return RowSet.None(group.RowCount);
        }
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

    private readonly ref struct Int64Test(ReadOnlySpan<long> values, long least, long most) : IEntryTest
    {
        private readonly ReadOnlySpan<long> _values = values;
        private readonly ulong _width = unchecked((ulong)(most - least));

        public bool Passes(int entry) => unchecked((ulong)(_values[entry] - least)) <= _width;
    }

    private readonly ref struct DoubleTest : IEntryTest
    {
        private readonly ReadOnlySpan<double> _values;
        private readonly double _min;
        private readonly double _max;
        private readonly bool _minInclusive;
        private readonly bool _maxInclusive;

        public DoubleTest(ReadOnlySpan<double> values, Filter.Between range)
        {
            _values = values;
            _min = range.Min ?? double.NegativeInfinity;
            _max = range.Max ?? double.PositiveInfinity;
            _minInclusive = range.MinInclusive || range.Min is null;
            _maxInclusive = range.MaxInclusive || range.Max is null;
        }

        public bool Passes(int entry)
        {
            double value = _values[entry];
            return (_minInclusive ? value >= _min : value > _min) && (_maxInclusive ? value <= _max : value < _max);
        }
    }
}
