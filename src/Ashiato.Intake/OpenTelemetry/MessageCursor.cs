namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What is left of a message inside the request, in bytes from the request's start. Unlike a reader, it can wait for the store.</summary>
internal struct MessageCursor(int position, int end)
{
    private int _position = position;

    /// <summary>Where the next field begins.</summary>
    public readonly int Start => _position;

    /// <summary>True while fields are left.</summary>
    public readonly bool HasMore => _position < end;

    /// <summary>What is left.</summary>
    public readonly ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> request) => request[_position..end];

    /// <summary>Takes the next field.</summary>
    /// <returns><see langword="false"/> when it is another than the one that is wanted.</returns>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public bool TryTake(ReadOnlySpan<byte> request, uint wanted, out MessageCursor field)
    {
        field = default;
        var reader = new ProtoReader(request[_position..end]);
        if (!reader.TryReadTag(out uint tag)) return false;
        if (tag != wanted)
        {
            reader.Skip(tag);
            _position += reader.Position;
            return false;
        }
        int length = reader.ReadBytes().Length;
        _position += reader.Position;
        field = new MessageCursor(_position - length, _position);
        return true;
    }
}
