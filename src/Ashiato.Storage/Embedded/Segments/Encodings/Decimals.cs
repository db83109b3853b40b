using System.Buffers.Binary;

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

    /// <summary>Reads how many decimals there are, and the numbers.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static double[] Read(ref ByteReader input, int count)
    {
        byte places = input.Byte();
        if (places >= s_powers.Length) throw new InvalidDataException($"numbers of {places} decimals");
        return Array.ConvertAll(IntSequence.Read(ref input, count), scaled => Unscale(scaled, places));
    }

    /// <summary>Reads numbers of 8 bytes each: those that have too many decimals.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static double[] ReadPlain(ref ByteReader input, int count)
    {
        using var bytes = Chunk.Read(ref input, count * 8);
        if (bytes.Span.Length != count * 8) throw new InvalidDataException("numbers end early");
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[(i * 8)..]);
        return values;
    }
}
