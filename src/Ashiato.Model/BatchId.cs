using System.Buffers.Binary;

namespace Ashiato.Model;

/// <summary>The identity of a batch: a store that sees it a second time acknowledges it and keeps it once.</summary>
/// <param name="Value">Version 7 UUID, so that ids sort by the time they were made.</param>
public readonly record struct BatchId(Guid Value)
{
    /// <summary>A new identity.</summary>
    public static BatchId New() => new(Guid.CreateVersion7());

    /// <summary>The identity of a batch that follows from what has this one: the same whenever it is made.</summary>
    /// <param name="number">Which; 0 is the identity itself.</param>
    public BatchId Part(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], BinaryPrimitives.ReadInt32BigEndian(bytes[12..]) ^ number);
        return new BatchId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The UUID in its usual text form.</summary>
    public override string ToString() => Value.ToString();
}
