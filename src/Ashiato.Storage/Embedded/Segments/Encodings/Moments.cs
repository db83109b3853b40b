namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Moments of rows that stand in the order of their traces' beginnings, and inside a trace in order of time.</summary>
/// <remarks>Layout: the first moment, signed; an <see cref="IntSequence"/>, of a trace's first row the distance to the first row of the trace before, of the others the distance to the row before.</remarks>
internal static class Moments
{
    public static void Write(ReadOnlySpan<long> micros, ReadOnlySpan<int> rows, ReadOnlySpan<int> traceOfRow, BlockWriter output)
    {
        using var distances = new Pooled<long>(micros.Length);
        long before = 0, first = 0;
        for (int i = 0; i < micros.Length; i++)
        {
            bool begins = i == 0 || traceOfRow[rows[i]] != traceOfRow[rows[i - 1]];
            distances.Span[i] = unchecked(micros[i] - (begins ? first : before));
            before = micros[i];
            if (begins) first = before;
        }
        // The first one is a moment, not a distance: apart, or it would decide how many bits the others take.
        if (micros.Length > 0) output.Signed(distances.Span[0]);
        if (micros.Length > 1) IntSequence.Write(distances.Span[1..], output);
    }

    /// <exception cref="InvalidDataException">The bytes are not such moments.</exception>
    public static long[] Read(ref ByteReader input, ReadOnlySpan<int> rows, ReadOnlySpan<int> traceOfRow)
    {
        var micros = new long[rows.Length];
        if (micros.Length == 0) return micros;
        micros[0] = input.Signed();
        IntSequence.Read(ref input, micros.AsSpan(1));
        long first = micros[0];
        for (int i = 1; i < micros.Length; i++)
        {
            bool begins = traceOfRow[rows[i]] != traceOfRow[rows[i - 1]];
            micros[i] = unchecked(micros[i] + (begins ? first : micros[i - 1]));
            if (begins) first = micros[i];
        }
        return micros;
    }
}
