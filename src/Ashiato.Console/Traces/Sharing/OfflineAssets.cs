using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ashiato.Console.Traces.Sharing;

/// <summary>What a file of a trace must carry to stand alone: the waterfall's modules and styles, as text.</summary>
/// <remarks>
/// A page that was opened from a disk cannot load modules beside it. So each module becomes a <c>data:</c> address in an import map, and what
/// modules call each other (<c>'./dom.js'</c>) becomes a name in that map (<c>'ashiato/dom.js'</c>). The modules stay as they are otherwise.
/// </remarks>
internal static partial class OfflineAssets
{
    private const string Entry = "offline.js";

    private static readonly string[] s_styles =
        ["css/tokens.css", "css/base.css", "css/controls.css", "css/panels.css", "css/tables.css", "css/code.css", "css/overlays.css", "css/pages.css", "traces/waterfall.css", "traces/detail.css", "traces/offline.css"];

    /// <summary>All styles.</summary>
    public static string Styles { get; } = string.Join('\n', s_styles.Select(Read));

    /// <summary>The import map, as JSON.</summary>
    public static string ImportMap { get; } = JsonSerializer.Serialize(new { imports = Modules() });

    /// <summary>The script that starts it all.</summary>
    public static string Start { get; } = $"import 'ashiato/{Entry}';";

    /// <summary>What a browser lets the file do: run these scripts, use these styles, and nothing from anywhere.</summary>
    public static string Policy { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"default-src 'none'; script-src '{Hash(ImportMap)}' '{Hash(Start)}' data:; style-src '{Hash(Styles)}'; img-src data:; base-uri 'none'; form-action 'none'");

    private static SortedDictionary<string, string> Modules()
    {
        var modules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var ahead = new Stack<string>([Entry]);
        while (ahead.TryPop(out string? name))
        {
            if (modules.ContainsKey("ashiato/" + name)) continue;
            string text = Import().Replace(Read("traces/" + name), found =>
            {
                ahead.Push(found.Groups["name"].Value);
                return $"{found.Groups["before"].Value}'ashiato/{found.Groups["name"].Value}'";
            });
            modules.Add("ashiato/" + name, "data:text/javascript;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }
        return modules;
    }

    /// <summary>A file that browsers load, as text.</summary>
    internal static string Read(string name)
    {
        using var stream = typeof(OfflineAssets).Assembly.GetManifestResourceStream("offline/" + name)
            ?? throw new InvalidOperationException($"The console was built without '{name}', which files of traces need.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // All modules of the waterfall lie in one folder. Types in comments are imported by a call, which this leaves alone.
    [GeneratedRegex(@"(?<before>^(?:import|export)\b[^;'""]*?\bfrom\s+|^import\s+)'\./(?<name>[\w-]+\.js)'", RegexOptions.Multiline)]
    private static partial Regex Import();
}
