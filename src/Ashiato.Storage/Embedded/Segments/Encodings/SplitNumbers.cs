using System.Numerics;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Numbers of very different size, such as durations: how large each is, which compresses well, apart from its lower bits, which do not.</summary>
/// <remarks>
/// A number below 8 is its own symbol. Any other of <i>b</i> bits has the symbol 8 + 4 (<i>b</i> − 4) + the two bits below its highest, and leaves
/// <i>b</i> − 3 bits open. Nothing is lost.
/// </remarks>
internal static class SplitNumbers
{
    private const int Direct = 8;

    /// <summary>About how many bytes the numbers take.</summary>
    public static double EstimateBytes(ReadOnlySpan<long> values, long least)
    {
        Span<int> counts = stackalloc int[ByteHistogram.Size];
        counts.Clear();
        var symbols = new ByteHistogram(counts);
        long openBits = 0;
        foreach (long value in values)
        {
            byte symbol = SymbolOf(unchecked((ulong)(value - least)), out int open);
            symbols.Add(symbol);
            openBits += open;
        }
        return symbols.EstimateBytes() + (openBits / 8.0);
    }

    public static void Write(ReadOnlySpan<long> values, long least, BlockWriter output)
    {
        using var symbols = new Pooled<byte>(values.Length);
        for (int i = 0; i < values.Length; i++) symbols.Span[i] = SymbolOf(unchecked((ulong)(values[i] - least)), out _);
        output.Chunk(symbols.Span);
        var rest = new BitWriter(output.Buffer);
        foreach (long value in values)
        {
            ulong distance = unchecked((ulong)(value - least));
            SymbolOf(distance, out int open);
            rest.Write(distance & ((1UL << open) - 1), open);
        }
        rest.End();
    }

    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static void Read(ref ByteReader input, Span<long> values, long least)
    {
        using var symbols = Chunk.Read(ref input, values.Length);
        if (symbols.Span.Length != values.Length) throw new InvalidDataException("symbols of another count than there are numbers");
        long openBits = 0;
        foreach (byte symbol in symbols.Span) openBits += OpenBitsOf(symbol);
        var rest = new BitReader(input.Bytes(checked((int)((openBits + 7) / 8))));
        for (int i = 0; i < values.Length; i++)
        {
            byte symbol = symbols.Span[i];
            int open = OpenBitsOf(symbol);
            ulong distance = symbol < Direct ? symbol : ((4UL | (uint)((symbol - Direct) & 3)) << open) | rest.Read(open);
            values[i] = unchecked(least + (long)distance);
        }
    }

    private static byte SymbolOf(ulong distance, out int open)
    {
        open = 0;
        if (distance < Direct) return (byte)distance;
        int bits = 64 - BitOperations.LeadingZeroCount(distance);
        open = bits - 3;
        return (byte)(Direct + ((bits - 4) * 4) + (int)((distance >> open) & 3));
    }

    /// <exception cref="InvalidDataException">There is no such symbol.</exception>
    private static int OpenBitsOf(byte symbol)
    {
        if (symbol < Direct) return 0;
        int open = ((symbol - Direct) / 4) + 1;
        return open <= 61 ? open : throw new InvalidDataException($"a number of an unknown symbol {symbol}");
    }
}
