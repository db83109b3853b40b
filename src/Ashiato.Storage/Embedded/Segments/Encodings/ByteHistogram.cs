namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>How often each byte value occurs, and how short an entropy code could write them: what encodings are chosen by.</summary>
internal ref struct ByteHistogram(Span<int> counts)
{
    public const int Size = 256;

    // Beside the codes themselves a compressed chunk says which code means what.
    private const double BytesPerSymbol = 0.7;
    private const double BytesPerChunk = 8;

    private readonly Span<int> _counts = counts;
    private int _total;
    private int _changes;
    private int _before = -1;

    public void Add(byte value)
    {
        _counts[value]++;
        _total++;
        if (value != _before) _changes++;
        _before = value;
    }

    /// <summary>About how many bytes the values take compressed.</summary>
    public readonly double EstimateBytes()
    {
        double bits = 0;
        int symbols = 0;
        foreach (int count in _counts)
        {
            if (count == 0) continue;
            symbols++;
            bits -= count * Math.Log2((double)count / _total);
        }
        // Runs are copied by the compression, at two bytes or three each.
        return BytesPerChunk + Math.Min((bits / 8) + (symbols * BytesPerSymbol), _changes * 2.5);
    }
}
