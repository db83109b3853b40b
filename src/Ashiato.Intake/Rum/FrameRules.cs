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
    private readonly Lazy<Regex> _library = new(() => new Regex(options.LibraryPattern, Safe));
    private readonly Lazy<Regex> _excluded = new(() => new Regex(options.ExcludeFromGrouping, Safe));

    /// <summary>True when a file is a library's, by its name or its address.</summary>
    public bool IsLibrary(ReadOnlySpan<byte> file, ReadOnlySpan<byte> address) => Matches(_library, file) || Matches(_library, address);

    /// <summary>True when a file does not tell errors apart.</summary>
    public bool IsExcluded(ReadOnlySpan<byte> file) => Matches(_excluded, file);

    private static bool Matches(Lazy<Regex> expression, ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && expression.Value.IsMatch(Encoding.UTF8.GetString(utf8));
}
