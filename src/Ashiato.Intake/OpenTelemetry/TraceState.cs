using System.Buffers.Text;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What a span's <c>tracestate</c> says about sampling.</summary>
internal static class TraceState
{
    /// <summary>How many spans one stands for: 2ᵖ by the entry <c>ot=p:n</c>, 1/r by <c>es=s:r</c>, 1 without them, 0 when nobody knows.</summary>
    /// <remarks>Source: OpenTelemetry, "TraceState: Probability Sampling", p-value; the entry of Elastic's agents holds their sample rate.</remarks>
    public static double WeightOf(ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty) return 1;
        var s = ValueOf(ValueOf(state, "es"u8, (byte)',', (byte)'='), "s"u8, (byte)';', (byte)':');
        if (Utf8Parser.TryParse(s, out double rate, out int read) && read == s.Length && rate is > 0 and <= 1) return 1 / rate;
        var p = ValueOf(ValueOf(state, "ot"u8, (byte)',', (byte)'='), "p"u8, (byte)';', (byte)':');
        if (!Utf8Parser.TryParse(p, out uint power, out int length) || length != p.Length) return 1;
        return power > 62 ? 0 : 1UL << (int)power;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> list, ReadOnlySpan<byte> key, byte separator, byte assignment)
    {
        while (!list.IsEmpty)
        {
            int end = list.IndexOf(separator);
            var pair = (end < 0 ? list : list[..end]).Trim((byte)' ');
            list = end < 0 ? default : list[(end + 1)..];
            int equals = pair.IndexOf(assignment);
            if (equals >= 0 && pair[..equals].SequenceEqual(key)) return pair[(equals + 1)..];
        }
        return default;
    }
}
