using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Intake.Rum;

/// <summary>Which frames of a page's stack traces are a library's, and which do not tell errors apart.</summary>
/// <param name="options">The expressions.</param>
internal sealed class FrameRules(RumOptions options)
{
    // What senders name is matched in time that grows with its length and no faster.
    private const RegexOptions Safe = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // Most servers never see a page's error, and making these takes longer than opening the store.
    private readonly Lazy<Regex> _library = new(() => Expression(options.LibraryPattern));
    private readonly Lazy<Regex> _excluded = new(() => Expression(options.ExcludeFromGrouping));

    /// <summary>An expression that frames are matched with.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It needs going back in the text, which takes as long as a sender wants.</exception>
    public static Regex Expression(string pattern) => new(pattern, Safe);

    /// <summary>True when a file is a library's, by its name or its address.</summary>
    public bool IsLibrary(ReadOnlySpan<byte> file, ReadOnlySpan<byte> address) => Matches(_library, file) || Matches(_library, address);

    /// <summary>True when a file does not tell errors apart.</summary>
    public bool IsExcluded(ReadOnlySpan<byte> file) => Matches(_excluded, file);

    private static bool Matches(Lazy<Regex> expression, ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && expression.Value.IsMatch(Encoding.UTF8.GetString(utf8));
}
