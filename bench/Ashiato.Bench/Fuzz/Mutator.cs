using System.Text;

namespace Ashiato.Bench.Fuzz;

/// <summary>Changes requests so that they are nearly right: values of other types and sizes, pieces of other requests, missing and broken bytes.</summary>
internal static class Mutator
{
    private const int LongestBytes = 64 * 1024;

    private static readonly byte[][] s_values = [.. new[]
    {
        "null", "true", "false", "0", "-1", "1", "-0", "1e308", "1e999", "-9223372036854775808", "9223372036854775807", "18446744073709551616", "0.1", "1E-400", "\"\"", "\" \"", "\"a\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\uDBFF\\uDFFF\"", "\"\\\"\"", "\"*\"", "\"..\"", "\"0000000000000000\"", "\"ffffffffffffffff\"", "\"2026-13-45T99:99:99Z\"", "\"now-1d/d\"", "[]", "{}", "[[]]",
        "[null]", "[1,\"a\",true]", "{\"a\":null}", "{\"a\":{\"b\":[{}]}}", "{\"\":\"\"}", "{\"a.b*c\\\"\":1}", "\"日本語\"", "\"😀\"", "\"http://[::1\"", "\"1.2.3.4:99999\"", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}",
    }.Select(Encoding.UTF8.GetBytes), [(byte)'"', 0xFF, 0xFE, 0x80, (byte)'"'], [(byte)'"', .. Enumerable.Repeat((byte)'z', 300), (byte)'"'], [(byte)'"', .. Enumerable.Repeat((byte)'x', 1_025), (byte)'"'], [(byte)'"', .. Enumerable.Repeat((byte)'y', 20_000), (byte)'"']];

    private static readonly byte[][] s_noValues = [.. new[] { "NaN", "'", "\\", "]", "}", ",", ":", "tru", "1.", "-", "\"\\x\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"a\"" }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[] s_bytes = [0, 1, 7, 8, 0x0A, 0x0D, 0x1F, 0x20, 0x22, 0x25, 0x2E, 0x30, 0x5B, 0x5C, 0x7B, 0x7D, 0x7F, 0x80, 0x8B, 0xC3, 0xED, 0xFE, 0xFF];

    /// <summary>A changed copy.</summary>
    /// <param name="input">What is nearly right.</param>
    /// <param name="other">Where pieces may come from.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Mutate(byte[] input, byte[] other, Random random)
    {
        byte[] changed = input;
        do changed = Once(changed, other, random);
        while (random.Next(4) == 0 && changed.Length < LongestBytes);
        return changed;
    }

    /// <summary>A changed text, of characters that an address may have.</summary>
    public static string Mutate(string input, string other, Random random) =>
        Encoding.Latin1.GetString(Mutate(Encoding.UTF8.GetBytes(input), Encoding.UTF8.GetBytes(other), random));

    private static byte[] Once(byte[] input, byte[] other, Random random)
    {
        if (input.Length == 0) return Pick(s_values, random);
        int at = random.Next(input.Length);
        int length = random.Next(Math.Min(input.Length - at, random.Next(4) == 0 ? 4_096 : 16)) + 1;
        switch (random.Next(48))
        {
            case 0:
                return Changed(input, at, (byte)(input[at] ^ (1 << random.Next(8))));
            case 1:
                return Changed(input, at, Pick(s_bytes, random));
            case 2:
                return Changed(input, at, (byte)(input[at] + (random.Next(2) == 0 ? 1 : -1)));
            case 3:
                return [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + length, input.Length))];
            case 4:
                return [.. input.AsSpan(0, at), .. input.AsSpan(at, Math.Min(length, input.Length - at)), .. input.AsSpan(at)];
            case 5:
                return input[..at];
            case 6 when other.Length > 0:
                int from = random.Next(other.Length);
                return [.. input.AsSpan(0, at), .. other.AsSpan(from, Math.Min(length, other.Length - from)), .. input.AsSpan(at)];
            case 7:
                return [.. input.AsSpan(0, at), Pick(s_bytes, random), .. input.AsSpan(at)];
            case 8:
                byte[] noise = new byte[Math.Min(length, 32)];
                random.NextBytes(noise);
                return [.. input.AsSpan(0, at), .. noise, .. input.AsSpan(at)];
            default:
                return WithOtherValue(input, at, random);
        }
    }

    /// <summary>Replaces a value of JSON, found from a place on, by another.</summary>
    private static byte[] WithOtherValue(byte[] input, int at, Random random)
    {
        int colon = input.AsSpan(at).IndexOf((byte)':');
        if (colon < 0) colon = input.AsSpan().IndexOf((byte)':') - at;
        int start = at + colon + 1;
        if (start <= 0 || start >= input.Length) return Changed(input, at, Pick(s_bytes, random));
        return [.. input.AsSpan(0, start), .. Pick(random.Next(16) == 0 ? s_noValues : s_values, random), .. input.AsSpan(EndOfValue(input, start))];
    }

    private static int EndOfValue(byte[] input, int start)
    {
        int depth = 0;
        bool isText = false;
        for (int i = start; i < input.Length; i++)
        {
            byte one = input[i];
            if (isText)
            {
                if (one == (byte)'\\') i++;
                else if (one == (byte)'"') isText = false;
                continue;
            }
            if (one == (byte)'"') isText = true;
            else if (one is (byte)'{' or (byte)'[') depth++;
            else if (depth == 0 && one is (byte)',' or (byte)'}' or (byte)']') return i;
            else if (one is (byte)'}' or (byte)']') depth--;
            if (depth < 0) return i;
        }
        return input.Length;
    }

    private static byte[] Changed(byte[] input, int at, byte value)
    {
        byte[] changed = [.. input];
        changed[at] = value;
        return changed;
    }

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
