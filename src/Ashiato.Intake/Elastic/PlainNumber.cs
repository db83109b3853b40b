namespace Ashiato.Intake.Elastic;

/// <summary>Reads the numbers that agents write, which are short and have no exponent, in a quarter of the time that any number takes.</summary>
/// <remarks>
/// Fifteen digits and powers of ten up to 22 are exact as numbers of 64 bits, and so is their quotient as far as it can be: it is rounded once, as if it had been
/// read in full. Source: W. D. Clinger, How to read floating point numbers accurately, 1990.
/// </remarks>
internal static class PlainNumber
{
    private const int MostDigits = 15;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number.</summary>
    /// <param name="json">A number as JSON writes it, checked already.</param>
    /// <param name="value">The number.</param>
    /// <returns><see langword="false"/> when it is not of the usual kind.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out double value)
    {
        value = 0;
        bool isNegative = json.Length > 0 && json[0] == '-';
        long digits = 0;
        int count = 0, behindPoint = -1;
        foreach (byte letter in isNegative ? json[1..] : json)
        {
            if (letter == '.' && behindPoint < 0)
            {
                behindPoint = 0;
                continue;
            }
            uint digit = (uint)letter - '0';
            if (digit > 9 || ++count > MostDigits) return false;
            digits = (digits * 10) + digit;
            if (behindPoint >= 0) behindPoint++;
        }
        if (count == 0) return false;
        value = behindPoint > 0 ? digits / s_powers[behindPoint] : digits;
        if (isNegative) value = -value;
        return true;
    }
}
