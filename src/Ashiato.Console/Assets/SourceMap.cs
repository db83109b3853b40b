using System.Text;
using System.Text.Json;

namespace Ashiato.Console.Assets;

/// <summary>Tells which line of which file stands in which line of a bundle, whole lines at a time.</summary>
/// <remarks>Source: ECMA-426, "Source map format": lines parted by semicolons, each with its differences to the one before in base64 VLQ.</remarks>
internal sealed class SourceMap(string file)
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private readonly List<string> _sources = [], _texts = [];
    private readonly StringBuilder _mappings = new();
    private int _lastSource, _lastLine;

    /// <summary>Lines that stand in no file.</summary>
    public void Skip(int lines) => _mappings.Append(';', lines);

    /// <summary>All lines of a file, in their order.</summary>
    public void Add(string path, string text, int lines)
    {
        int source = _sources.Count;
        _sources.Add(AssetFiles.Relative(file, path));
        _texts.Add(text);
        for (int line = 0; line < lines; line++)
        {
            // Column here, file, line and column there.
            Number(0);
            Number(source - _lastSource);
            Number(line - _lastLine);
            Number(0);
            _mappings.Append(';');
            (_lastSource, _lastLine) = (source, line);
        }
    }

    /// <summary>As JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(new { version = 3, file = file.Split('/')[^1], sources = _sources, sourcesContent = _texts, mappings = _mappings.ToString() });

    // Five bits a digit, lowest first; the first bit of all is the sign, the highest of each says that more follow.
    private void Number(int value)
    {
        uint rest = value < 0 ? ((uint)-value << 1) | 1 : (uint)value << 1;
        do
        {
            uint digit = rest & 31;
            rest >>= 5;
            _mappings.Append(Digits[(int)(rest > 0 ? digit | 32 : digit)]);
        }
        while (rest > 0);
    }
}
