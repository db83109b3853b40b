namespace Ashiato.Storage.Sketches;

/// <summary>Buckets of a logarithmic scale: bucket <i>k</i> holds the numbers from 10^(k / perDecade) up to, but not including, the start of the next.</summary>
/// <remarks>
/// Where one scale has a multiple of the buckets of another, each bound of the coarse one is, bit for bit, a bound of the fine one, so that
/// coarse buckets can be added up from fine ones.
/// </remarks>
internal static class LogScale
{
    // Beyond this a logarithm may have been rounded to the wrong side of a bound.
    private const double Doubt = 1e-9;

    /// <summary>The bucket of a number above 0.</summary>
    public static int BucketOf(double value, int perDecade)
    {
        double exact = Math.Log10(value) * perDecade;
        double bucket = Math.Floor(exact);
        // Close to a bound the power decides.
        if (exact - bucket > 1 - Doubt && StartOf((int)bucket + 1, perDecade) <= value) return (int)bucket + 1;
        if (exact - bucket < Doubt && StartOf((int)bucket, perDecade) > value) return (int)bucket - 1;
        return (int)bucket;
    }

    /// <summary>The least number of a bucket.</summary>
    public static double StartOf(int bucket, int perDecade) => Math.Pow(10, (double)bucket / perDecade);
}
