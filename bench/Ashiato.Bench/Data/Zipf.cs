namespace Ashiato.Bench.Data;

/// <summary>Draws ranks of which the first is the most frequent: rank <i>k</i> has a weight of 1 / (k + 1)^exponent.</summary>
internal sealed class Zipf
{
    private readonly double[] _cumulative;

    /// <param name="count">How many ranks there are.</param>
    /// <param name="exponent">How skewed they are; 0 is not at all.</param>
    public Zipf(int count, double exponent)
    {
        _cumulative = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) _cumulative[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    /// <summary>A rank from 0 up to but not including the count.</summary>
    public int Next(SeededRandom random)
    {
        int found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1);
    }
}
