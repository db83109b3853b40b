namespace Ashiato.Intake.SourceMaps;

/// <summary>Reads the <c>mappings</c> of a source map: numbers in groups of five bits, as base64 digits, least first.</summary>
/// <remarks>The sixth bit of a digit says that another follows; the lowest bit of the number is its sign.</remarks>
internal ref struct MappingReader(ReadOnlySpan<char> mappings)
{
    private readonly ReadOnlySpan<char> _mappings = mappings;
    private int _at;

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => _at == _mappings.Length;

    /// <summary>True when the next number would be of another segment.</summary>
    public readonly bool IsAtSegmentEnd => IsAtEnd || _mappings[_at] is ',' or ';';

    /// <summary>Passes a character when it is the next.</summary>
    public bool TrySkip(char character)
    {
        if (IsAtEnd || _mappings[_at] != character) return false;
        _at++;
        return true;
    }

    /// <summary>Reads a number.</summary>
    /// <exception cref="InvalidDataException">There is none, or it has more than 32 bits.</exception>
    public int Read()
    {
        long value = 0;
        for (int shift = 0; shift <= 30; shift += 5)
        {
            if (IsAtEnd) break;
            int digit = DigitOf(_mappings[_at++]);
            value |= (long)(digit & 31) << shift;
            if ((digit & 32) != 0) continue;
            long number = (value & 1) == 0 ? value >> 1 : -(value >> 1);
            return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Wrong();
        }
        throw Wrong();
    }

    private static int DigitOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => throw Wrong(),
    };

    private static InvalidDataException Wrong() => new("the mappings of the source map cannot be read");
}
