using System.Text.RegularExpressions;

namespace Ashiato.Console.Assets;

/// <summary>One ES module, taken apart so that it can stand in one file with others: line by line the same, without its words for importing and exporting.</summary>
/// <remarks>
/// Understands what the console's modules write, a statement a line from the line's first character:
/// <c>import { a, b as c } from './x.js';</c>, <c>import x from './x.js';</c>, <c>import './x.js';</c>, <c>export</c> before a function, class or constant, and <c>export { a as b };</c>.
/// Anything else it refuses, rather than to serve what does not run.
/// </remarks>
internal sealed partial class ModuleSource
{
    private ModuleSource(string path, string text, IReadOnlyList<string> lines, IReadOnlyList<string> imports, IReadOnlyList<(string Inside, string Outside)> exports) =>
        (Path, Text, Lines, Imports, Exports) = (path, text, lines, imports, exports);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Its lines, of which those that import take from the constant that stands for a module.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The paths of what it imports, in its order.</summary>
    public IReadOnlyList<string> Imports { get; }

    /// <summary>What it exports: its name inside, and for others.</summary>
    public IReadOnlyList<(string Inside, string Outside)> Exports { get; }

    /// <summary>The constant that stands for a module in a bundle.</summary>
    public static string ConstantOf(string path) => "$" + NoLetter().Replace(path, "_");

    /// <exception cref="InvalidDataException">It imports or exports in a way that is not understood.</exception>
    public static ModuleSource Read(string path, string text)
    {
        var imports = new List<string>();
        var exports = new List<(string, string)>();
        string[] lines = text.Split('\n');
        bool isComment = false;
        for (int i = 0; i < lines.Length; i++)
        {
            // A comment may hold code that was taken out of use.
            isComment |= lines[i].StartsWith("/*", StringComparison.Ordinal);
            if (!isComment) lines[i] = Taken(path, lines[i], imports, exports);
            else if (lines[i].Contains("*/", StringComparison.Ordinal)) isComment = false;
        }
        return new ModuleSource(path, text, lines, imports, exports);
    }

    private static string Taken(string path, string line, List<string> imports, List<(string, string)> exports)
    {
        if (Import().Match(line) is { Success: true } import)
        {
            string from = AssetFiles.Resolve(path, import.Groups["from"].Value);
            imports.Add(from);
            if (import.Groups["default"] is { Success: true } whole) return $"const {{ default: {whole.Value} }} = {ConstantOf(from)};";
            return import.Groups["names"] is { Success: true } names ? $"const {{ {string.Join(", ", Names(names.Value).Select(name => Pair(name.Inside, name.Outside)))} }} = {ConstantOf(from)};" : "";
        }
        if (ExportList().Match(line) is { Success: true } list)
        {
            exports.AddRange(Names(list.Groups["names"].Value));
            return "";
        }
        if (Export().Match(line) is { Success: true } export)
        {
            exports.Add((export.Groups["name"].Value, export.Groups["name"].Value));
            return export.Groups["rest"].Value;
        }
        return ImportOrExport().IsMatch(line) ? throw new InvalidDataException($"'{path}' cannot stand in one file with others: '{line}' is not a form of import or export that is understood.") : line;
    }

    // "a, b as c": before and after the word.
    private static IEnumerable<(string Inside, string Outside)> Names(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Split(" as ") is [var inside, var outside] ? (inside, outside) : (name, name));

    /// <summary>A property and the name of its value, in an object or a pattern.</summary>
    internal static string Pair(string property, string value) => property == value ? value : $"{property}: {value}";

    [GeneratedRegex(@"^import (?:(?:(?<default>[\w$]+)|\{(?<names>[^}]*)\}) from )?'(?<from>\.[^']+)';$")]
    private static partial Regex Import();

    [GeneratedRegex(@"^export \{(?<names>[^}]*)\};$")]
    private static partial Regex ExportList();

    // Not 'let': what is exported is taken once, when the module has run.
    [GeneratedRegex(@"^export (?<rest>(?:(?:async )?function\*?|class|const) (?<name>[\w$]+)\b.*)$")]
    private static partial Regex Export();

    [GeneratedRegex(@"^(?:import|export)\b")]
    private static partial Regex ImportOrExport();

    [GeneratedRegex(@"\W")]
    private static partial Regex NoLetter();
}
