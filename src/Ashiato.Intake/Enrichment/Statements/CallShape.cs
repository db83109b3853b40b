namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Writes an HTTP call as method, host and route: <c>GET shop.example/items/{id}.json</c>.</summary>
/// <remarks>
/// A part of the path that tells one thing from another of its kind is <c>{id}</c>: a number, a UUID, a long run of hexadecimal digits, anything with
/// more digits than letters or longer than people name routes. The query, user and fragment are left out.
/// </remarks>
internal static class CallShape
{
    private const int LongestName = 48;
    private const int MaxParts = 24;

    /// <summary>Writes the shape of a call.</summary>
    /// <param name="method"><c>http.request.method</c>; may be empty.</param>
    /// <param name="url">The whole address or only its path, as UTF-8.</param>
    /// <param name="text">Where it goes.</param>
    public static void Write(ReadOnlySpan<byte> method, ReadOnlySpan<byte> url, ref FingerprintText text)
    {
        if (!method.IsEmpty)
        {
            text.Add(method);
            text.Add((byte)' ');
        }
        int end = url.IndexOfAny("?#;"u8);
        if (end >= 0) url = url[..end];
        int scheme = url.IndexOf("://"u8);
        if (scheme >= 0) url = url[(scheme + 3)..];
        int path = scheme >= 0 ? url.IndexOf((byte)'/') : 0;
        if (path < 0) path = url.Length;
        var host = url[..path];
        text.Add(host[(host.LastIndexOf((byte)'@') + 1)..]);
        WritePath(url[path..], ref text);
        if (text.IsFull) text.MarkCut();
    }

    /// <summary>The method with which a name begins, as agents name spans: <c>GET shop.example</c>; empty when it begins with none.</summary>
    public static ReadOnlySpan<byte> MethodOf(ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)' ');
        var method = end < 0 ? name : name[..end];
        return method.Length is >= 3 and <= 10 && !method.ContainsAnyExceptInRange((byte)'A', (byte)'Z') ? method : default;
    }

    private static void WritePath(ReadOnlySpan<byte> path, ref FingerprintText text)
    {
        int parts = 0;
        foreach (var range in path.Split((byte)'/'))
        {
            var part = path[range];
            if (part.IsEmpty) continue;
            text.Add((byte)'/');
            if (++parts > MaxParts)
            {
                text.Add("…"u8);
                return;
            }
            WritePart(part, ref text);
        }
        if (parts == 0 && !path.IsEmpty) text.Add((byte)'/');
    }

    private static void WritePart(ReadOnlySpan<byte> part, ref FingerprintText text)
    {
        int dot = part.LastIndexOf((byte)'.');
        // What stands before .json is looked at alone; v1.2 has no such ending.
        bool hasEnding = dot > 0 && part.Length - dot is > 1 and <= 6 && !part[(dot + 1)..].ContainsAnyInRange((byte)'0', (byte)'9');
        var name = hasEnding ? part[..dot] : part;
        if (!IsId(name))
        {
            text.Add(part);
            return;
        }
        text.Add("{id}"u8);
        if (hasEnding) text.Add(part[dot..]);
    }

    private static bool IsId(ReadOnlySpan<byte> name)
    {
        int digits = 0, hexadecimals = 0, others = 0;
        foreach (byte value in name)
        {
            if (SqlBytes.IsDigit(value)) digits++;
            else if ((value | 0x20) is >= (byte)'a' and <= (byte)'f') hexadecimals++;
            else if (value is not ((byte)'-' or (byte)'_')) others++;
        }
        bool isVersion = name.Length <= 3 && (name[0] | 0x20) == 'v';
        bool isHexadecimal = others == 0 && digits > 0 && name.Length >= 16;
        return !isVersion && (name.Length > LongestName || isHexadecimal || (digits > 0 && digits >= hexadecimals + others));
    }
}
