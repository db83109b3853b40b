using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Console.Assets;

/// <summary>A style sheet with those that it imports in their places: browsers ask for one file.</summary>
internal static partial class StyleBundle
{
    /// <exception cref="FileNotFoundException">A sheet does not exist.</exception>
    public static string Of(string path, AssetFiles files)
    {
        var text = new StringBuilder();
        foreach (string line in files.Read(path).Split('\n'))
        {
            if (Import().Match(line) is { Success: true } import) text.Append(Of(AssetFiles.Resolve(path, import.Groups["path"].Value), files));
            else text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    [GeneratedRegex("""^@import "(?<path>[^"]+)";$""")]
    private static partial Regex Import();
}
