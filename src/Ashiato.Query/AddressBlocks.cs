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
    /// <returns><see langword="null"/> for a block that is none, or one of IPv6 addresses that does not end behind four hex digits that are not all zero.</returns>
    public static Filter? Of(Field field, string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Filter.Is(field, text);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)) return null;
        string? pattern = address.AddressFamily == AddressFamily.InterNetwork ? OfFour(address.GetAddressBytes(), bits) : OfSix(address.GetAddressBytes(), bits);
        return pattern is null ? null : new Filter.TextMatches(field, pattern);
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

    /// <summary>Zeros are left out of the text of an address, so that only parts without them stand where they are.</summary>
    private static string? OfSix(byte[] address, int bits)
    {
        if (bits is < 16 or > 112 || bits % 16 != 0) return null;
        var pattern = new StringBuilder(@"\A");
        for (int i = 0; i < bits / 8; i += 2)
        {
            int part = (address[i] << 8) | address[i + 1];
            if (part == 0) return null;
            pattern.Append(CultureInfo.InvariantCulture, $"{part:x}:");
        }
        return pattern.ToString();
    }
}
