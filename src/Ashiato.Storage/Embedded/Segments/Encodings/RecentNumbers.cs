namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>The literals that came last, since statements of one request mostly ask for the same thing: a number of some bytes becomes a symbol.</summary>
/// <remarks>
/// Symbols: 0 the same as before in this slot; 1 to 15 the one that came so many different ones ago; 16 + <i>b</i> a new one of <i>b</i> bits,
/// whose bits below the highest follow elsewhere. A number of symbol 1 or more moves to the front.
/// </remarks>
internal ref struct RecentNumbers(Span<long> recent, Span<long> lastOfSlot)
{
    public const int Capacity = 15;
    public const byte FirstNew = Capacity + 1;

    private readonly Span<long> _recent = recent;
    private readonly Span<long> _lastOfSlot = lastOfSlot;

    /// <summary>The symbol of a number, which is not negative.</summary>
    /// <param name="slot">Where it stands.</param>
    /// <param name="value">The number.</param>
    public readonly byte Next(int slot, long value)
    {
        bool isSame = _lastOfSlot[slot] == value;
        _lastOfSlot[slot] = value;
        if (isSame) return 0;
        int at = _recent.IndexOf(value);
        Remember(value, at);
        return at >= 0 ? (byte)(at + 1) : (byte)(FirstNew + BitLength(value));
    }

    /// <summary>The number of a symbol that is not new.</summary>
    public readonly long Known(int slot, byte symbol)
    {
        if (symbol == 0) return _lastOfSlot[slot];
        long value = _recent[symbol - 1];
        Remember(value, symbol - 1);
        return _lastOfSlot[slot] = value;
    }

    /// <summary>Takes a number that is new.</summary>
    public readonly void New(int slot, long value)
    {
        Remember(value, -1);
        _lastOfSlot[slot] = value;
    }

    /// <summary>Reads a number that is new.</summary>
    /// <param name="symbol">Its symbol, <see cref="FirstNew"/> or more.</param>
    /// <param name="open">The bits that symbols leave open.</param>
    /// <exception cref="InvalidDataException">There is no such number.</exception>
    public static long ReadNew(byte symbol, ref BitReader open)
    {
        int length = symbol - FirstNew;
        if (length > 63) throw new InvalidDataException($"a literal of {length} bits");
        return length == 0 ? 0 : (1L << (length - 1)) | (long)open.Read(length - 1);
    }

    public static int BitLength(long value) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value);

    private readonly void Remember(long value, int at)
    {
        if (at < 0) at = Capacity - 1;
        _recent[..at].CopyTo(_recent[1..]);
        _recent[0] = value;
    }
}
