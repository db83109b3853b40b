using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>Conditions on fields of addresses: one address, or a block of them such as <c>10.0.0.0/8</c>.</summary>
/// <remarks>Source: RFC 4632, 3.1, for the notation. Addresses are kept as texts, hence a block is a condition on the text.</remarks>
public static class AddressBlocks
{
    /// <summary>The field has the address, or one of the block.</summary>
    /// <returns><see langword="null"/> for a block that is none, or one of IPv6 addresses that begins with zeros, has some in its midst, or knows more than 112 bits but not all.</returns>
    public static Filter? Of(Field field, string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Is(field, text);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && bits == 128) return Is(field, text[..slash]);
        string? pattern = address.AddressFamily == AddressFamily.InterNetwork ? OfFour(address.GetAddressBytes(), bits) : OfSix(address.GetAddressBytes(), bits);
        return pattern is null ? null : new Filter.TextMatches(field, pattern, IgnoreCase: true);
    }

    /// <summary>The address as it was written, or as most write it: of IPv6 in small letters and without its zeros.</summary>
    private static Filter.TextIn Is(Field field, string text)
    {
        string? usual = text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) ? address.ToString() : null;
        return new Filter.TextIn(field, usual is null || usual == text ? [text] : [text, usual]);
    }

    private static string? OfFour(byte[] address, int bits)
    {
        if (bits > 32) return null;
        var pattern = new StringBuilder(@"\A");
        for (int i = 0; i < address.Length; i++)
        {
            int known = Math.Clamp(bits - (8 * i), 0, 8);
            int count = 1 << (8 - known), first = address[i] & ~(count - 1);
            pattern.Append(i == 0 ? "" : @"\.").Append(known == 0 ? "[0-9]+" : $"(?:{string.Join('|', Enumerable.Range(first, count))})");
        }
        return pattern.Append(@"\z").ToString();
    }

    /// <summary>Zeros may be left out of the text of an address, so that only parts without them, and zeros at the end of what is known, can be told.</summary>
    private static string? OfSix(byte[] address, int bits)
    {
        if (bits == 0) return ":";
        if (bits > 112) return null;
        int[] parts = [.. Enumerable.Range(0, 8).Select(i => (address[2 * i] << 8) | address[(2 * i) + 1])];
        int whole = bits / 16, known = whole;
        while (known > 0 && parts[known - 1] == 0) known--;
        if (parts.AsSpan(0, known).Contains(0)) return null;
        string start = string.Concat(parts.Take(known).Select(static part => $"{part:x}:"));
        if (known == whole) return bits % 16 == 0 ? $@"\A{start}" : PartOf(parts[whole], bits % 16) is { } part ? $@"\A{start}{part}:" : null;
        if (known == 0 || bits % 16 != 0) return null;
        // Two colons stand for these zeros and any behind them.
        return $@"\A{start}(?:(?:0:){{{whole - known}}}|:(?:[0-9a-f]+(?::[0-9a-f]+){{0,{7 - whole}}})?\z)";
    }

    /// <summary>Four hex digits of which the first bits are known.</summary>
    private static string? PartOf(int part, int bits)
    {
        int first = part & (0xFFFF << (16 - bits));
        if (first == 0) return null;
        string digits = first.ToString("x4", CultureInfo.InvariantCulture);
        var pattern = new StringBuilder();
        for (int i = digits.IndexOfAnyExcept('0'); i < 4; i++)
        {
            int free = Math.Clamp((4 * (i + 1)) - bits, 0, 4);
            int digit = first >> (4 * (3 - i)) & 0xF;
            pattern.Append('[').AppendJoin("", Enumerable.Range(digit, 1 << free).Select(static one => one.ToString("x", CultureInfo.InvariantCulture))).Append(']');
        }
        return pattern.ToString();
    }
}
