using System.Buffers;

namespace Ashiato.Storage.Summaries;

/// <summary>Writes numbers as LEB128.</summary>
internal readonly struct NumberWriter(IBufferWriter<byte> output)
{
    /// <summary>Writes a number of 0 or more.</summary>
    public void Write(long value)
    {
        ulong rest = (ulong)value;
        var span = output.GetSpan(10);
        int length = 0;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        span[length++] = (byte)rest;
        output.Advance(length);
    }

    /// <summary>Writes any number; those near 0 are short.</summary>
    public void WriteSigned(long value) => Write((value << 1) ^ (value >> 63));

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
