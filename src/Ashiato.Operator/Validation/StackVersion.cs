using System.Globalization;

namespace Ashiato.Operator.Validation;

/// <summary>A version of Elastic's stack: three numbers, and a label that does not count.</summary>
internal readonly record struct StackVersion(int Major, int Minor, int Patch) : IComparable<StackVersion>
{
    /// <summary>The oldest that an object may name.</summary>
    public static readonly StackVersion Oldest = new(6, 8, 0);

    /// <summary>The first that an object may not name.</summary>
    public static readonly StackVersion TooNew = new(10, 0, 0);

    /// <summary>Versions before this, and after 5, are old: accepted with a warning.</summary>
    public static readonly StackVersion Current = new(7, 17, 0);

    public static bool TryParse(string text, out StackVersion version)
    {
        version = default;
        string[] parts = text.Split('-', 2)[0].Split('.');
        if (parts.Length != 3) return false;
        int[] numbers = new int[3];
        for (int i = 0; i < 3; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return false;
        version = new StackVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    public int CompareTo(StackVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(StackVersion left, StackVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(StackVersion left, StackVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(StackVersion left, StackVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StackVersion left, StackVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}
