namespace Ashiato.Console.Charts;

/// <summary>Which durations a small logarithmic axis names.</summary>
internal static class LogarithmicMarks
{
    /// <summary>The least distance of two names, in pixels: that of <c>200 µs</c> and a little room.</summary>
    private const double LeastDistance = 42;

    /// <summary>As many parts as a range has at least that holds fewer than three of 1, 2 and 5.</summary>
    private const int Parts = 5;

    /// <summary>1, 2 and 5 of every power of ten, only the powers where these would stand too close, and even steps where a range holds hardly any.</summary>
    /// <param name="least">Where the axis begins, more than 0.</param>
    /// <param name="most">Where it ends, more than <paramref name="least"/>.</param>
    /// <param name="width">Its width in pixels.</param>
    public static double[] Between(double least, double most, double width)
    {
        double perDecade = width / Math.Log10(most / least);
        // The closest two of 1, 2 and 5 are a factor of 2 apart.
        if (perDecade * Math.Log10(2) < LeastDistance) return Steps(least, most, [1]);
        double[] marks = Steps(least, most, [1, 2, 5]);
        return marks.Length >= 3 ? marks : Even(least, most);
    }

    private static double[] Steps(double least, double most, double[] digits)
    {
        // The bounds of buckets are powers with a fraction: a hair beside a mark must not lose it.
        const double tolerance = 1e-6;
        int first = (int)Math.Floor(Math.Log10(least)), last = (int)Math.Ceiling(Math.Log10(most));
        return
        [
            .. from power in Enumerable.Range(first, last - first + 1)
               from digit in digits
               let value = digit * Math.Pow(10, power)
               where value >= least * (1 - tolerance) && value <= most * (1 + tolerance)
               select value,
        ];
    }

    private static double[] Even(double least, double most)
    {
        double rough = (most - least) / Parts, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        double first = Math.Ceiling(least / step);
        return [.. Enumerable.Range(0, Parts + 1).Select(i => (first + i) * step).Where(value => value <= most)];
    }
}
