using System.Buffers;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>How the parts of a URL are spelt: what stands in them as it is, and the escapes of everything else.</summary>
/// <remarks>Source: RFC 3986, 2 and 3; of the signs that may stand either way, those stand that stand in the reference's documents.</remarks>
internal static class UrlText
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~$&+,/:;=@";

    private static readonly SearchValues<byte> s_path = Signs(Letters + "!'()*[]%");
    private static readonly SearchValues<byte> s_fragment = Signs(Letters + "?!'()*[]%");
    private static readonly SearchValues<byte> s_plainPath = Signs(Letters);
    private static readonly SearchValues<byte> s_plainFragment = Signs(Letters + "?!()*");

    /// <summary>True when a path needs no escapes but those that it has.</summary>
    public static bool IsPath(ReadOnlySpan<byte> path) => path.IndexOfAnyExcept(s_path) < 0;

    /// <summary>True when a fragment needs no escapes but those that it has.</summary>
    public static bool IsFragment(ReadOnlySpan<byte> fragment) => fragment.IndexOfAnyExcept(s_fragment) < 0;

    /// <summary>Adds a path whose escapes are resolved.</summary>
    public static void AddPath(ReadOnlySpan<byte> path, ByteBuffer target) => Add(path, s_plainPath, target);

    /// <summary>Adds a fragment whose escapes are resolved.</summary>
    public static void AddFragment(ReadOnlySpan<byte> fragment, ByteBuffer target) => Add(fragment, s_plainFragment, target);

    private static void Add(ReadOnlySpan<byte> text, SearchValues<byte> plain, ByteBuffer target)
    {
        foreach (byte one in text)
        {
            if (plain.Contains(one))
            {
                target.Add(one);
                continue;
            }
            target.Add((byte)'%');
            target.Add("0123456789ABCDEF"u8[one >> 4]);
            target.Add("0123456789ABCDEF"u8[one & 15]);
        }
    }

    private static SearchValues<byte> Signs(string signs) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(signs));
}
