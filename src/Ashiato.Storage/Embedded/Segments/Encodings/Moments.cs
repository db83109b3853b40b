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

    /// <param name="input">The bytes.</param>
    /// <param name="rows">The row of each moment.</param>
    /// <param name="runLengths">How many rows each trace has, in order.</param>
    /// <exception cref="InvalidDataException">The bytes are not such moments.</exception>
    public static long[] Read(ref ByteReader input, ReadOnlySpan<int> rows, ReadOnlySpan<int> runLengths)
    {
        var micros = new long[rows.Length];
        if (micros.Length == 0) return micros;
        micros[0] = input.Signed();
        IntSequence.Read(ref input, micros.AsSpan(1));
        long first = 0, before = 0;
        int at = 0, end = 0;
        foreach (int length in runLengths)
        {
            end += length;
            if (at == rows.Length || rows[at] >= end) continue;
            before = first = micros[at] = unchecked(first + micros[at]);
            for (at++; at < rows.Length && rows[at] < end; at++) before = micros[at] = unchecked(before + micros[at]);
        }
        return micros;
    }
}
