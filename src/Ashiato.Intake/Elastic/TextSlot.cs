namespace Ashiato.Intake.Elastic;

/// <summary>A text of the event being decoded that is needed again once the whole event is known.</summary>
internal sealed class TextSlot
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>True when the event has the text, be it empty.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The text as UTF-8; empty when the event does not have it.</summary>
    public ReadOnlySpan<byte> Utf8 => _bytes.AsSpan(0, _length);

    public void Set(ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length < utf8.Length) _bytes = new byte[Math.Max(64, utf8.Length)];
        utf8.CopyTo(_bytes);
        _length = utf8.Length;
        IsSet = true;
    }

    public void Clear()
    {
        IsSet = false;
        _length = 0;
        if (_bytes.Length > 16 * 1024) _bytes = [];
    }
}
