using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Packs numbers of any number of bits one behind the other, the lowest bit first.</summary>
internal ref struct BitWriter(PooledBuffer output)
{
    private UInt128 _waiting;
    private int _waitingBits;

    /// <param name="value">The number; bits above <paramref name="bits"/> must be 0.</param>
    /// <param name="bits">From 0 to 64.</param>
    public void Write(ulong value, int bits)
    {
        _waiting |= (UInt128)value << _waitingBits;
        _waitingBits += bits;
        if (_waitingBits < 64) return;
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), (ulong)_waiting);
        output.Advance(8);
        _waiting >>= 64;
        _waitingBits -= 64;
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void End()
    {
        for (; _waitingBits > 0; _waitingBits -= 8)
        {
            output.GetSpan(1)[0] = (byte)_waiting;
            output.Advance(1);
            _waiting >>= 8;
        }
        _waitingBits = 0;
    }
}
