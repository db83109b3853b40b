using System.Text;

namespace Ashiato.Model;

/// <summary>Distinct texts of one column, as UTF-8, numbered from 0 in the order in which they came.</summary>
public sealed class Utf8Pool
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _ends; // Perhaps of several pools, hence where this one's begin.
    private readonly int _first;
    private string?[]? _strings;

    /// <param name="bytes">The texts, one behind the other.</param>
    /// <param name="ends">For each text, where it ends in <paramref name="bytes"/>; ascending.</param>
    public Utf8Pool(ReadOnlyMemory<byte> bytes, ArraySegment<int> ends)
    {
        _bytes = bytes;
        (_ends, _first, Count) = (ends.Array ?? [], ends.Offset, ends.Count);
    }

    /// <summary>A pool without texts.</summary>
    public static Utf8Pool Empty { get; } = new(default, []);

    /// <summary>A pool of one text.</summary>
    public static Utf8Pool Of(ReadOnlySpan<byte> utf8) => new(utf8.ToArray(), new[] { utf8.Length });

    /// <summary>How many texts there are.</summary>
    public int Count { get; }

    /// <summary>All texts, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>For each text, where it ends in <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(_first, Count);

    /// <summary>The text with a number, as UTF-8.</summary>
    public ReadOnlySpan<byte> this[int code]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)code, (uint)Count, nameof(code));
            return _bytes.Span[Start(code).._ends[_first + code]];
        }
    }

    /// <summary>The text with a number, as UTF-8 that can be kept.</summary>
    public ReadOnlyMemory<byte> MemoryOf(int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)code, (uint)Count, nameof(code));
        return _bytes[Start(code).._ends[_first + code]];
    }

    /// <summary>The text with a number. The string is made once and shared by all who ask.</summary>
    public string GetString(int code)
    {
        var strings = _strings ??= new string?[Count];
        return strings[code] ??= Encoding.UTF8.GetString(this[code]);
    }

    /// <summary>The number of a text, or −1. Looks at every text: for filters, once per pool.</summary>
    public int IndexOf(ReadOnlySpan<byte> utf8)
    {
        for (int code = 0; code < Count; code++)
            if (this[code].SequenceEqual(utf8)) return code;
        return -1;
    }

    private int Start(int code) => code == 0 ? 0 : _ends[_first + code - 1];
}
