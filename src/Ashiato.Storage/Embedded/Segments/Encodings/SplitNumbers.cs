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
    private const int MostOpenBits = 61;
    private const long NoSymbol = 1L << 32;

    private static readonly (long OpenBits, ulong Highest)[] s_symbols = TableOfSymbols();

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
        var table = s_symbols;
        long openBits = 0;
        foreach (byte symbol in symbols.Span) openBits += table[symbol].OpenBits;
        if (openBits > symbols.Span.Length * MostOpenBits) throw new InvalidDataException("a number of an unknown symbol");
        var rest = new BitReader(input.Bytes(checked((int)((openBits + 7) / 8))));
        for (int i = 0; i < values.Length; i++)
        {
            var (open, highest) = table[symbols.Span[i]];
            if (open > MostOpenBits) throw new InvalidDataException($"a number of an unknown symbol {symbols.Span[i]}");
            values[i] = unchecked(least + (long)(highest | rest.Read((int)open)));
        }
    }

    /// <summary>For each symbol how many bits it leaves open, and what it says of those above them. A symbol that does not exist has more than there can be.</summary>
    private static (long OpenBits, ulong Highest)[] TableOfSymbols()
    {
        var table = new (long, ulong)[byte.MaxValue + 1];
        for (int symbol = 0; symbol < table.Length; symbol++)
        {
            int open = ((symbol - Direct) / 4) + 1;
            table[symbol] = symbol < Direct ? (0, (ulong)symbol) : open > MostOpenBits ? (NoSymbol, 0) : (open, (4UL | (uint)((symbol - Direct) & 3)) << open);
        }
        return table;
    }

    private static byte SymbolOf(ulong distance, out int open)
    {
        open = 0;
        if (distance < Direct) return (byte)distance;
        int bits = 64 - BitOperations.LeadingZeroCount(distance);
        open = bits - 3;
        return (byte)(Direct + ((bits - 4) * 4) + (int)((distance >> open) & 3));
    }
}
