using System.Numerics;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Whole numbers, in whichever of some forms is the shortest for them.</summary>
/// <remarks>
/// <para>The reader knows how many there are; of none there is nothing. First a byte names the form, then follows:</para>
/// <para>0 constant: the number, signed.</para>
/// <para>1 packed: the least number, signed; byte bits; the distances of all numbers to it, packed.</para>
/// <para>2 bytes: the least number, signed; byte planes (1 or 2); a chunk with the lowest byte of each distance, then with the next.</para>
/// <para>3 split: the least number, signed; a chunk with one symbol a number (<see cref="SplitNumbers"/>); the bits that symbols leave open, packed.</para>
/// <para>4 differences: the first number, signed; the differences of the others to the one before, as a sequence of form 0 to 3.</para>
/// </remarks>
internal static class IntSequence
{
    private const int MostNarrowBits = 31;

    private enum Form : byte
    {
        Constant,
        Packed,
        Bytes,
        Split,
        Differences,
    }

    // Packed numbers are read fastest; another form must be worth it.
    private const double Worth = 0.93;

    /// <summary>Writes numbers in the form that is the shortest, as estimated from what they are.</summary>
    public static void Write(ReadOnlySpan<long> values, BlockWriter output) => Write(values, output, mayDiffer: true);

    public static void Write(ReadOnlySpan<int> values, BlockWriter output)
    {
        using var longs = new Pooled<long>(values.Length);
        for (int i = 0; i < values.Length; i++) longs.Span[i] = values[i];
        Write(longs.Span, output);
    }

    /// <exception cref="InvalidDataException">The bytes are not such a sequence.</exception>
    public static long[] Read(ref ByteReader input, int count)
    {
        var values = new long[count];
        Read(ref input, values, mayDiffer: true);
        return values;
    }

    /// <summary>Reads numbers into an array of others' making.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a sequence.</exception>
    public static void Read(ref ByteReader input, Span<long> values) => Read(ref input, values, mayDiffer: true);

    /// <summary>Leaves numbers unread.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a sequence.</exception>
    public static void Skip(ref ByteReader input, int count)
    {
        if (count == 0) return;
        switch (input.Left > 0 ? (Form)input.Peek() : Form.Split)
        {
            case Form.Constant:
                input.Byte();
                input.Signed();
                return;
            case Form.Packed:
                input.Byte();
                input.Signed();
                input.Bytes(checked((int)BitReader.BytesOf(count, input.Byte())));
                return;
            case Form.Bytes:
                input.Byte();
                input.Signed();
                input.Byte();
                Chunk.Skip(ref input);
                return;
            default:
                // Where others end stands in what they are.
                using (var values = new Pooled<long>(count)) Read(ref input, values.Span);
                return;
        }
    }

    /// <summary>Reads numbers from 0 to below a limit.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static int[] ReadCodes(ref ByteReader input, int count, int limit)
    {
        var codes = new int[count];
        ReadCodes(ref input, codes, limit);
        return codes;
    }

    /// <inheritdoc cref="ReadCodes(ref ByteReader, int, int)"/>
    public static void ReadCodes(ref ByteReader input, Span<int> codes, int limit)
    {
        // Differences grow beyond what an int holds before they are seen to; all else is seen to by its least and greatest.
        if (input.Left > 0 && (Form)input.Peek() is Form.Packed or Form.Bytes or Form.Constant) ReadNarrow(ref input, codes);
        else ReadWide(ref input, codes);
        int wrong = limit > 0 ? codes.IndexOfAnyExceptInRange(0, limit - 1) : codes.Length - 1;
        if (wrong >= 0) throw new InvalidDataException($"a block refers to number {codes[wrong]} of {limit}");
    }

    private static void ReadNarrow(ref ByteReader input, Span<int> codes)
    {
        if (codes.IsEmpty) return;
        var form = (Form)input.Byte();
        long first = input.Signed();
        if (first is < 0 or > int.MaxValue) throw new InvalidDataException($"a block refers to number {first}");
        if (form == Form.Constant) codes.Fill((int)first);
        else if (form == Form.Bytes) ReadBytes(ref input, codes, first);
        else if (input.Left > 0 && input.Peek() > MostNarrowBits) throw new InvalidDataException("a block refers to numbers that are too long");
        // What is too large for an int becomes negative, and is seen to as such.
        else ReadPacked(ref input, codes, first);
    }

    private static void ReadWide(ref ByteReader input, Span<int> codes)
    {
        using var longs = new Pooled<long>(codes.Length);
        Read(ref input, longs.Span);
        // What does not fit becomes a number that is none.
        for (int i = 0; i < codes.Length; i++) codes[i] = (int)Math.Clamp(longs.Span[i], -1, int.MaxValue);
    }

    private static void Write(ReadOnlySpan<long> values, BlockWriter output, bool mayDiffer)
    {
        if (values.IsEmpty) return;
        long least = values[0], greatest = values[0];
        foreach (long value in values)
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }
        ulong range = unchecked((ulong)(greatest - least));
        if (range == 0)
        {
            output.Byte((byte)Form.Constant);
            output.Signed(least);
            return;
        }
        int bits = 64 - BitOperations.LeadingZeroCount(range);
        double best = BitReader.BytesOf(values.Length, bits) * Worth;
        var form = Form.Packed;
        Consider(bits <= 16 ? EstimateBytes(values, least, bits) : double.MaxValue, Form.Bytes);
        Consider(bits > 8 ? SplitNumbers.EstimateBytes(values, least) : double.MaxValue, Form.Split);
        if (mayDiffer && bits > 10 && values.Length > 8)
        {
            using var differences = new Pooled<long>(values.Length - 1);
            long smallest = Differ(values, differences.Span);
            Consider(SplitNumbers.EstimateBytes(differences.Span, smallest), Form.Differences);
            if (form == Form.Differences)
            {
                output.Byte((byte)form);
                output.Signed(values[0]);
                Write(differences.Span, output, mayDiffer: false);
                return;
            }
        }
        output.Byte((byte)form);
        output.Signed(least);
        if (form == Form.Packed) WritePacked(values, least, bits, output);
        else if (form == Form.Bytes) WriteBytes(values, least, bits, output);
        else SplitNumbers.Write(values, least, output);

        void Consider(double bytes, Form candidate)
        {
            if (bytes >= best) return;
            (best, form) = (bytes, candidate);
        }
    }

    private static void Read(ref ByteReader input, Span<long> values, bool mayDiffer)
    {
        if (values.IsEmpty) return;
        var form = (Form)input.Byte();
        long first = input.Signed();
        switch (form)
        {
            case Form.Constant:
                values.Fill(first);
                return;
            case Form.Packed:
                ReadPacked(ref input, values, first);
                return;
            case Form.Bytes:
                ReadBytes(ref input, values, first);
                return;
            case Form.Split:
                SplitNumbers.Read(ref input, values, first);
                return;
            case Form.Differences when mayDiffer:
                values[0] = first;
                Read(ref input, values[1..], mayDiffer: false);
                for (int i = 1; i < values.Length; i++) values[i] = unchecked(values[i - 1] + values[i]);
                return;
            default:
                throw new InvalidDataException($"numbers of an unknown form {(byte)form}");
        }
    }

    private static long Differ(ReadOnlySpan<long> values, Span<long> differences)
    {
        long smallest = long.MaxValue;
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = unchecked(values[i + 1] - values[i]);
            smallest = Math.Min(smallest, differences[i]);
        }
        return smallest;
    }

    private static double EstimateBytes(ReadOnlySpan<long> values, long least, int bits)
    {
        Span<int> counts = stackalloc int[ByteHistogram.Size];
        double bytes = 0;
        for (int shift = 0; shift < bits; shift += 8)
        {
            counts.Clear();
            var plane = new ByteHistogram(counts);
            foreach (long value in values) plane.Add((byte)((value - least) >> shift));
            bytes += plane.EstimateBytes();
        }
        return bytes;
    }

    private static void WritePacked(ReadOnlySpan<long> values, long least, int bits, BlockWriter output)
    {
        output.Byte((byte)bits);
        var packed = new BitWriter(output.Buffer);
        foreach (long value in values) packed.Write(unchecked((ulong)(value - least)), bits);
        packed.End();
    }

    private static void ReadPacked<T>(ref ByteReader input, Span<T> values, long least) where T : unmanaged, INumberBase<T>
    {
        int bits = input.Byte();
        if (bits > 64) throw new InvalidDataException($"numbers packed to {bits} bits each");
        var packed = new BitReader(input.Bytes(checked((int)BitReader.BytesOf(values.Length, bits))));
        packed.Read(values, bits, least);
    }

    private static void WriteBytes(ReadOnlySpan<long> values, long least, int bits, BlockWriter output)
    {
        int planes = (bits + 7) / 8;
        using var bytes = new Pooled<byte>(values.Length * planes);
        for (int plane = 0; plane < planes; plane++)
        {
            var to = bytes.Span.Slice(plane * values.Length, values.Length);
            for (int i = 0; i < to.Length; i++) to[i] = (byte)((values[i] - least) >> (8 * plane));
        }
        output.Byte((byte)planes);
        output.Chunk(bytes.Span);
    }

    private static void ReadBytes<T>(ref ByteReader input, Span<T> values, long least) where T : unmanaged, INumberBase<T>
    {
        int planes = input.Byte();
        if (planes is not (1 or 2)) throw new InvalidDataException($"numbers of {planes} byte planes");
        using var bytes = Chunk.Read(ref input, values.Length * planes);
        if (bytes.Span.Length != values.Length * planes) throw new InvalidDataException("byte planes of another length than there are numbers");
        var low = bytes.Span[..values.Length];
        if (planes == 1)
        {
            for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(unchecked(least + low[i]));
            return;
        }
        var high = bytes.Span[values.Length..];
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(unchecked(least + (low[i] | (high[i] << 8))));
    }
}
