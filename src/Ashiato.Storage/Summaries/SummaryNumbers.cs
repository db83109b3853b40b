namespace Ashiato.Storage.Summaries;

/// <summary>What is known of the events of one row so far.</summary>
internal struct SummaryNumbers
{
    /// <summary>How many events there are.</summary>
    public long Count;

    /// <summary>The newest moment; <see cref="long.MinValue"/> for none.</summary>
    public long Last;

    /// <summary>How many of them have the number.</summary>
    public long Values;

    /// <summary>The sum of the numbers.</summary>
    public long Sum;

    /// <summary>The least number.</summary>
    public long Least;

    /// <summary>The greatest number.</summary>
    public long Greatest;

    /// <summary>Nothing yet.</summary>
    public static SummaryNumbers None => new() { Last = long.MinValue, Least = long.MaxValue, Greatest = long.MinValue };

    /// <summary>Takes in numbers.</summary>
    public void AddNumbers(long values, long sum, long least, long greatest)
    {
        Values += values;
        Sum = unchecked(Sum + sum);
        Least = Math.Min(Least, least);
        Greatest = Math.Max(Greatest, greatest);
    }
}
