using System.Text;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Answers in protobuf: Export…ServiceResponse, the same for all signals, and google.rpc.Status.</summary>
internal static class OtlpAnswers
{
    private const byte PartialSuccess = (1 << 3) | (byte)Tags.Bytes;
    private const byte Rejected = (1 << 3) | (byte)Tags.Varint;
    private const byte Text = (2 << 3) | (byte)Tags.Bytes;

    /// <summary>The response when the request succeeded, else the status.</summary>
    public static byte[] Write(OtlpOutcome outcome)
    {
        if (outcome.Code != RpcCode.Ok) return Pair((ulong)outcome.Code, outcome.Message);
        if (outcome.Message.Length == 0) return [];
        byte[] inner = Pair((ulong)outcome.Rejected, outcome.Message);
        return [PartialSuccess, .. Varint((ulong)inner.Length), .. inner];
    }

    /// <summary>A number as field 1 and a text as field 2, which both messages are.</summary>
    private static byte[] Pair(ulong number, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. number == 0 ? [] : (byte[])[Rejected, .. Varint(number)], Text, .. Varint((ulong)utf8.Length), .. utf8];
    }

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>(10);
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
