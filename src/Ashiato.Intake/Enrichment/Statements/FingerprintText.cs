namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>A fingerprint while it is written: bounded, and able to take back what it has written.</summary>
/// <param name="buffer">Where it goes; what does not fit is left out, and the fingerprint counts as cut.</param>
internal ref struct FingerprintText(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    // What a cut fingerprint ends with always has room.
    private static ReadOnlySpan<byte> CutMark => " …"u8;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>True when something had no room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What is written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        // What is cut ends where a token ends, so that no character of several bytes is torn.
        if (IsFull || !text.TryCopyTo(_buffer[Length..^CutMark.Length])) IsFull = true;
        else Length += text.Length;
    }

    public void Add(byte value) => Add([value]);

    /// <summary>Says at the end that something is missing.</summary>
    public void MarkCut()
    {
        if (Length == 0) return;
        CutMark.CopyTo(_buffer[Length..]);
        Length += CutMark.Length;
    }

    /// <summary>Takes back what was written after a place.</summary>
    public void CutTo(int length) => Length = Math.Min(Length, length);
}
