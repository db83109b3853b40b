using System.Globalization;
using System.Text;

namespace Ashiato.Console.Assets;

/// <summary>A module and all that it imports in one file, so that browsers need not learn from one module which to ask for next.</summary>
/// <remarks>
/// Each module stays a scope of its own, in a function that runs once, after those it imports. What the frame brings to every page is imported from there by the others: it may hold what a page
/// has once, such as the tooltip. A source map tells a browser's debugger which file and line stands where.
/// </remarks>
internal sealed class ModuleBundle
{
    /// <summary>The module that every page has.</summary>
    public const string Frame = "js/frame.js";

    /// <summary>Runs before the page is drawn: a classic script, which can import nothing from another file.</summary>
    public const string Head = "js/head.js";

    private readonly string _entry;
    private readonly List<ModuleSource> _modules = [];
    private readonly SortedSet<string> _framed = new(StringComparer.Ordinal);

    private ModuleBundle(string entry) => _entry = entry;

    /// <summary>The paths of its modules, each after those that it imports.</summary>
    public IEnumerable<string> Paths => _modules.Select(module => module.Path);

    /// <summary>The paths of those that it takes from the frame.</summary>
    public IReadOnlyCollection<string> Framed => _framed;

    /// <exception cref="InvalidDataException">A module cannot stand in one file with others, or imports itself by others.</exception>
    /// <exception cref="FileNotFoundException">A module does not exist.</exception>
    public static ModuleBundle Of(string entry, AssetFiles files)
    {
        var frame = entry is Frame or Head ? [] : Of(Frame, files).Paths.ToHashSet(StringComparer.Ordinal);
        var bundle = new ModuleBundle(entry);
        bundle.Add(entry, files, frame, new HashSet<string>(StringComparer.Ordinal), []);
        return bundle;
    }

    /// <summary>What browsers load.</summary>
    public string Script()
    {
        var script = new StringBuilder("'use strict';\n");
        if (_framed.Count > 0) script.Append(CultureInfo.InvariantCulture, $"import {{ {string.Join(", ", _framed.Select(ModuleSource.ConstantOf))} }} from '{AssetFiles.Relative(_entry, Frame)}';\n");
        foreach (var module in _modules)
        {
            script.Append(CultureInfo.InvariantCulture, $"const {ModuleSource.ConstantOf(module.Path)} = (() => {{\n").AppendJoin('\n', module.Lines);
            script.Append(CultureInfo.InvariantCulture, $"\nreturn {{ {string.Join(", ", module.Exports.Select(export => ModuleSource.Pair(export.Outside, export.Inside)))} }};\n}})();\n");
        }
        if (_entry == Frame) script.Append(CultureInfo.InvariantCulture, $"export {{ {string.Join(", ", Paths.Select(ModuleSource.ConstantOf))} }};\n");
        return script.Append(CultureInfo.InvariantCulture, $"//# sourceMappingURL={_entry.Split('/')[^1]}.map\n").ToString();
    }

    /// <summary>The source map of <see cref="Script"/>.</summary>
    public string Map()
    {
        var map = new SourceMap(_entry);
        map.Skip(_framed.Count > 0 ? 2 : 1);
        foreach (var module in _modules)
        {
            map.Skip(1);
            map.Add(module.Path, module.Text, module.Lines.Count);
            map.Skip(2);
        }
        return map.ToString();
    }

    private void Add(string path, AssetFiles files, HashSet<string> frame, HashSet<string> known, List<string> above)
    {
        if (frame.Contains(path))
        {
            _framed.Add(path);
            return;
        }
        if (above.Contains(path)) throw new InvalidDataException($"'{path}' imports itself by way of {string.Join(", ", above)}.");
        if (!known.Add(path)) return;
        var module = ModuleSource.Read(path, files.Read(path));
        above.Add(path);
        foreach (string import in module.Imports) Add(import, files, frame, known, above);
        above.RemoveAt(above.Count - 1);
        _modules.Add(module);
    }
}
