namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Which of a block's distinct texts each value is. They are numbered in the order in which they come, so most numbers are the next one.</summary>
/// <remarks>Layout: how many distinct texts there are; unless each value has its own: for each value 0 for the next new text, else how far the text is behind it (<see cref="IntSequence"/>).</remarks>
internal static class DistinctTexts
{
    public static void WriteCodes(ReadOnlySpan<int> codes, int count, BlockWriter output)
    {
        output.Number(count);
        if (count == codes.Length) return;
        using var back = new Pooled<long>(codes.Length);
        int next = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            back.Span[i] = next - codes[i];
            if (codes[i] == next) next++;
        }
        IntSequence.Write(back.Span, output);
    }

    /// <summary>Leaves the numbers of values unread.</summary>
    /// <returns>How many distinct texts there are.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static int SkipCodes(ref ByteReader input, int valueCount)
    {
        int count = input.Count(valueCount);
        if (count < valueCount) IntSequence.Skip(ref input, valueCount);
        return count;
    }

    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static int[] ReadCodes(ref ByteReader input, int valueCount, out int count)
    {
        count = input.Count(valueCount);
        var codes = new int[valueCount];
        if (count == valueCount)
        {
            for (int i = 0; i < valueCount; i++) codes[i] = i;
            return codes;
        }
        var back = IntSequence.ReadCodes(ref input, valueCount, count + 1);
        int next = 0;
        for (int i = 0; i < valueCount; i++)
        {
            codes[i] = next - back[i];
            if (codes[i] < 0 || codes[i] >= count) throw new InvalidDataException($"a value refers to text {codes[i]} of {count}");
            if (back[i] == 0) next++;
        }
        return next == count ? codes : throw new InvalidDataException($"of {count} texts {next} are used");
    }
}
