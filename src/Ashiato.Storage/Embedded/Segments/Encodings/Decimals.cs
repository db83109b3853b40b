namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Numbers with fractions as whole numbers with a fixed count of decimals, where that loses nothing.</summary>
internal static class Decimals
{
    private const double Exact = 1L << 53;

    private static readonly double[] s_powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>How many decimals all the numbers can be written with.</summary>
    /// <returns>−1 when there is no such count up to six.</returns>
    public static int PlacesOf(ReadOnlySpan<double> values)
    {
        int places = 0;
        foreach (double value in values)
        {
            while (!TryScale(value, places, out _))
                if (++places == s_powers.Length) return -1;
        }
        // More decimals may be too many for numbers that were fine with fewer.
        foreach (double value in values)
            if (!TryScale(value, places, out _)) return -1;
        return places;
    }

    public static bool TryScale(double value, int places, out long scaled)
    {
        double moved = Math.Round(value * s_powers[places]);
        scaled = 0;
        if (!(Math.Abs(moved) < Exact)) return false;
        scaled = (long)moved;
        return BitConverter.DoubleToInt64Bits(Unscale(scaled, places)) == BitConverter.DoubleToInt64Bits(value);
    }

    public static double Unscale(long scaled, int places) => scaled / s_powers[places];

    public static bool IsPlaces(byte places) => places < s_powers.Length;
}
