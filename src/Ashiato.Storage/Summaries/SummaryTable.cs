using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Summaries;

/// <summary>Events summed up: one row for each interval and combination of a view's keys. Immutable.</summary>
/// <remarks>
/// The distribution of a row's numbers is kept as in <see cref="Sketches.QuantileSketch"/>: the buckets that hold a number, ascending, and how many
/// each holds. Those of row <i>i</i> end at <c>BucketEnds[i]</c> and begin where those of the row before end.
/// </remarks>
internal sealed class SummaryTable
{
    /// <summary>The view.</summary>
    public required SummaryView View { get; init; }

    /// <summary>The length of the intervals in microseconds.</summary>
    public required long LevelMicros { get; init; }

    /// <summary>When the events happened, in whole intervals; nothing when none has a moment.</summary>
    public required TimeRange Time { get; init; }

    /// <summary>The starts of the intervals as <c>@timestamp</c>; <see langword="null"/> when no event has a moment.</summary>
    public required Column? Starts { get; init; }

    /// <summary>A column a key of the view; <see langword="null"/> where no event has a value.</summary>
    public required StringColumn?[] Keys { get; init; }

    /// <summary>How many events each row stands for.</summary>
    public required long[] Counts { get; init; }

    /// <summary>The newest moment of each row, where the view keeps it; <see cref="long.MinValue"/> for none.</summary>
    public required long[] Last { get; init; }

    /// <summary>How many of the events have the number.</summary>
    public required long[] Values { get; init; }

    /// <summary>The sum of the numbers.</summary>
    public required long[] Sums { get; init; }

    /// <summary>The least number.</summary>
    public required long[] Least { get; init; }

    /// <summary>The greatest number.</summary>
    public required long[] Greatest { get; init; }

    /// <summary>Where the buckets of each row end.</summary>
    public required int[] BucketEnds { get; init; }

    /// <summary>The buckets.</summary>
    public required short[] Buckets { get; init; }

    /// <summary>How many numbers each bucket holds.</summary>
    public required int[] BucketCounts { get; init; }

    /// <summary>How many rows there are.</summary>
    public int RowCount => Counts.Length;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long SizeBytes =>
        256 + (RowCount * ((7L * sizeof(long)) + sizeof(int) + (Keys.Length * sizeof(int)))) + (Buckets.Length * 6L) + Keys.Sum(key => key?.Pool.Bytes.Length ?? 0);

    /// <summary>Where the buckets of a row begin.</summary>
    public int BucketStart(int row) => row == 0 ? 0 : BucketEnds[row - 1];

    /// <summary>The sum of the squares of a row's numbers, about: each taken for the middle of its bucket, and these moved together until their sum is that of the numbers.</summary>
    public double SquaresOf(int row)
    {
        double sum = 0, squares = 0;
        for (int i = BucketStart(row); i < BucketEnds[row]; i++)
        {
            double value = Sketches.QuantileSketch.ValueIn(Buckets[i]);
            sum += value * BucketCounts[i];
            squares += value * value * BucketCounts[i];
        }
        // Numbers that are all equal are exact by that, and so is how far rows are apart.
        double moved = sum > 0 ? Sums[row] / sum : 1;
        return squares * moved * moved;
    }
}
