using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Ashiato.Bench.Data;

/// <summary>Writes protobuf messages. An encoder of its own, so that intake is not measured with what it was made with.</summary>
internal sealed class ProtoBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Varint(int field, ulong value)
    {
        Number((ulong)field << 3);
        Number(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Number(((ulong)field << 3) | 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)value.Length);
        _bytes.Write(value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    private void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
