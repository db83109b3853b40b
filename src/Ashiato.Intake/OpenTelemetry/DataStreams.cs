using System.Buffers;
using System.Text;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Names of data streams that senders choose.</summary>
internal static class DataStreams
{
    private const int MaxBytes = 100;

    /// <summary>Characters that the name of a data set must not have.</summary>
    public static readonly SearchValues<byte> DatasetForbidden = SearchValues.Create("-\\/*?\"<>| ,#:"u8);

    /// <summary>Characters that a namespace must not have.</summary>
    public static readonly SearchValues<byte> NamespaceForbidden = SearchValues.Create("\\/*?\"<>| ,#:"u8);

    /// <summary>Replaces a target's content by a name in lower case, without what it must not have, and of at most 100 bytes.</summary>
    public static void Clean(ReadOnlySpan<byte> name, SearchValues<byte> forbidden, ByteBuffer target)
    {
        target.Clear();
        byte[] lower = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Utf8Text.Cut(name)).ToLowerInvariant());
        int length = Math.Min(lower.Length, MaxBytes);
        while (length > 0 && length < lower.Length && (lower[length] & 0xC0) == 0x80) length--;
        foreach (byte one in lower.AsSpan(0, length)) target.Add(forbidden.Contains(one) ? (byte)'_' : one);
    }
}
