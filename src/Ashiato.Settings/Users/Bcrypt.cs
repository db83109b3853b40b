using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Users;

/// <summary>Compares passwords with bcrypt hashes, which other programs made; none are made here.</summary>
/// <remarks>
/// Source: Niels Provos and David Mazières, "A Future-Adaptable Password Scheme" (USENIX 1999), and Bruce Schneier's Blowfish. Text form: <c>$2b$10$</c>, 22 characters of salt and 31 of hash in
/// bcrypt's own base64; <c>2a</c> and <c>2y</c> mean the same. Of a password the first 72 bytes count.
/// </remarks>
internal static class Bcrypt
{
    /// <summary>The dearest hash that is compared, as Elasticsearch allows; one more doubles the work.</summary>
    public const int MaxCost = 14;

    private const int MinCost = 4, SaltBytes = 16, HashBytes = 23, KeyBytes = 72, Rounds = 16, SaltLength = 22, HashLength = 31;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> s_letters = SearchValues.Create(Alphabet);

    // "OrpheanBeholderScryDoubt", the text that is encrypted.
    private static readonly uint[] s_text = [0x4F727068, 0x65616E42, 0x65686F6C, 0x64657253, 0x63727944, 0x6F756274];

    // Blowfish begins with the digits of pi behind the point. Computed once, when the first such hash is met.
    private static readonly Lazy<uint[]> s_pi = new(() => Pi(Rounds + 2 + (4 * 256)));

    /// <summary>True when a text is such a hash, and cheap enough to be compared.</summary>
    public static bool TryRead(string hash, out int cost)
    {
        cost = 0;
        if (hash.Length != 7 + SaltLength + HashLength || hash[0] != '$' || hash[1] != '2' || hash[2] is not ('a' or 'b' or 'y') || hash[3] != '$' || hash[6] != '$') return false;
        bool isNumber = int.TryParse(hash.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out cost);
        return isNumber && cost is >= MinCost and <= MaxCost && hash.AsSpan(7).IndexOfAnyExcept(s_letters) < 0;
    }

    /// <summary>True when a text is the password. Takes as long wherever it differs.</summary>
    /// <exception cref="FormatException">It is no such hash.</exception>
    public static bool Matches(string hash, string candidate)
    {
        if (!TryRead(hash, out int cost)) throw new FormatException("This is no bcrypt hash that can be compared.");
        byte[] password = Encoding.UTF8.GetBytes(candidate + '\0');
        byte[] actual = Derive(password.AsSpan(0, Math.Min(password.Length, KeyBytes)), Decode(hash.AsSpan(7, SaltLength), SaltBytes), cost);
        return CryptographicOperations.FixedTimeEquals(actual, Decode(hash.AsSpan(7 + SaltLength), HashBytes));
    }

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int cost)
    {
        uint[] state = (uint[])s_pi.Value.Clone();
        uint[] key = Words(password, Rounds + 2), salted = Words(salt, Rounds + 2);
        Expand(state, key, Words(salt, 4));
        uint[] nothing = new uint[4];
        for (int i = 0; i < 1 << cost; i++)
        {
            Expand(state, key, nothing);
            Expand(state, salted, nothing);
        }
        uint[] text = (uint[])s_text.Clone();
        for (int i = 0; i < text.Length; i += 2)
            for (int times = 0; times < 64; times++) Encrypt(state, ref text[i], ref text[i + 1]);
        byte[] bytes = new byte[text.Length * sizeof(uint)];
        for (int i = 0; i < text.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)), text[i]);
        return bytes[..HashBytes];
    }

    /// <summary>Mixes a key into the state, and four words of salt into what is encrypted meanwhile.</summary>
    private static void Expand(uint[] state, uint[] key, uint[] salt)
    {
        for (int i = 0; i < key.Length; i++) state[i] ^= key[i];
        uint left = 0, right = 0;
        for (int i = 0; i < state.Length; i += 2)
        {
            left ^= salt[i & 2];
            right ^= salt[(i & 2) + 1];
            Encrypt(state, ref left, ref right);
            (state[i], state[i + 1]) = (left, right);
        }
    }

    private static void Encrypt(uint[] state, ref uint left, ref uint right)
    {
        var keys = state.AsSpan(0, Rounds + 2);
        ReadOnlySpan<uint> first = state.AsSpan(18, 256), second = state.AsSpan(274, 256), third = state.AsSpan(530, 256), fourth = state.AsSpan(786, 256);
        uint one = left ^ keys[0], other = right;
        for (int i = 1; i <= Rounds; i += 2)
        {
            other ^= (((first[(int)(one >> 24)] + second[(int)(one >> 16 & 0xFF)]) ^ third[(int)(one >> 8 & 0xFF)]) + fourth[(int)(one & 0xFF)]) ^ keys[i];
            one ^= (((first[(int)(other >> 24)] + second[(int)(other >> 16 & 0xFF)]) ^ third[(int)(other >> 8 & 0xFF)]) + fourth[(int)(other & 0xFF)]) ^ keys[i + 1];
        }
        (left, right) = (other ^ keys[Rounds + 1], one);
    }

    /// <summary>Bytes as words, over and over again.</summary>
    private static uint[] Words(ReadOnlySpan<byte> bytes, int count)
    {
        uint[] words = new uint[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            for (int part = 0; part < sizeof(uint); part++)
            {
                words[i] = words[i] << 8 | bytes[at];
                at = (at + 1) % bytes.Length;
            }
        }
        return words;
    }

    /// <summary>Six bits a character; bits of the last one that fill no byte do not count.</summary>
    private static byte[] Decode(ReadOnlySpan<char> text, int count)
    {
        byte[] bytes = new byte[count];
        int bits = 0, held = 0, at = 0;
        foreach (char letter in text)
        {
            held = held << 6 | Alphabet.IndexOf(letter, StringComparison.Ordinal);
            bits += 6;
            if (bits < 8) continue;
            bits -= 8;
            if (at < count) bytes[at++] = (byte)(held >> bits);
            held &= (1 << bits) - 1;
        }
        return bytes;
    }

    /// <summary>The digits of pi behind the point, 32 bits a word, by John Machin's formula.</summary>
    private static uint[] Pi(int words)
    {
        // Each of the some thousand steps rounds; the bits beyond take that up.
        const int beyond = 64;
        var one = BigInteger.One << (words * 32 + beyond);
        var pi = (16 * ArcTangent(5) - 4 * ArcTangent(239)) - 3 * one >> beyond;
        byte[] bytes = pi.ToByteArray(isUnsigned: true, isBigEndian: true);
        uint[] digits = new uint[words];
        // The first byte is no zero, as pi's first digits are 0.14.
        for (int i = 0; i < words; i++) digits[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)));
        return digits;

        BigInteger ArcTangent(int inverse)
        {
            BigInteger power = one / inverse, sum = power;
            for (int n = 3, sign = -1; !power.IsZero; n += 2, sign = -sign)
            {
                power /= inverse * inverse;
                sum += sign * (power / n);
            }
            return sum;
        }
    }
}
