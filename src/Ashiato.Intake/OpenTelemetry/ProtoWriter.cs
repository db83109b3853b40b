using System.Buffers.Binary;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Writes values as they stand behind the tags of a protobuf message.</summary>
/// <remarks>Source: Protocol Buffers, "Encoding".</remarks>
internal static class ProtoWriter
{
    /// <summary>Lengths are written before they are known, in a form that has room for any.</summary>
    private const int LengthBytes = 5;

    extension(ByteBuffer target)
    {
        /// <summary>Adds a number of one to ten bytes.</summary>
        public void AddVarint(ulong value)
        {
            for (; value >= 0x80; value >>= 7) target.Add((byte)(value | 0x80));
            target.Add((byte)value);
        }

        /// <summary>Adds eight bytes.</summary>
        public void AddFixed64(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target.Reserve(8), value);
            target.Advance(8);
        }

        /// <summary>Adds a text or bytes, behind their length.</summary>
        public void AddBytes(ReadOnlySpan<byte> bytes)
        {
            target.AddVarint((ulong)bytes.Length);
            target.Add(bytes);
        }

        /// <summary>Begins a message inside the message.</summary>
        /// <returns>What <see cref="EndMessage"/> needs.</returns>
        public int BeginMessage()
        {
            int start = target.Length;
            target.Reserve(LengthBytes);
            target.Advance(LengthBytes);
            return start;
        }

        /// <summary>Ends a message inside the message.</summary>
        public void EndMessage(int start) => target.PatchLength(start, target.Length - start - LengthBytes, LengthBytes);
    }
}
