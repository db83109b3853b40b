using System.Text.Json;

namespace Ashiato.Intake.SourceMaps;

/// <summary>A source map: from places in a bundle to places in the sources that it was made of.</summary>
/// <remarks>Source: ECMA-426, "Source map format", version 3. A map with sections is put together from the maps of its sections.</remarks>
internal sealed class SourceMap
{
    private const int MaxSegments = 50_000_000;

    private readonly Segment[] _segments;
    private readonly int[] _lineStarts;
    private readonly string[] _sources;
    private readonly string?[] _contents;
    private readonly string[] _names;

    private SourceMap(Segment[] segments, int[] lineStarts, string[] sources, string?[] contents, string[] names) =>
        (_segments, _lineStarts, _sources, _contents, _names) = (segments, lineStarts, sources, contents, names);

    /// <summary>Reads a map.</summary>
    /// <exception cref="InvalidDataException">It is no map, or one that is not supported; the message says why, for the person who made it.</exception>
    public static SourceMap Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutGuard(json));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException("a source map is a JSON object");
            if (!root.TryGetProperty("version", out var version) || !version.TryGetInt32(out int number) || number != 3) throw new InvalidDataException("only source maps of version 3 are supported");
            var parts = new Parts();
            if (root.TryGetProperty("sections", out var sections)) AddSections(sections, parts);
            else AddMap(root, parts);
            return parts.Build();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("the source map cannot be read: " + e.Message, e);
        }
    }

    /// <summary>The place in a source from which a place in the bundle was made.</summary>
    /// <param name="line">The bundle's line, from 1.</param>
    /// <param name="column">Its column, from 0.</param>
    /// <returns><see langword="null"/> when the map says nothing about it.</returns>
    public SourcePosition? Find(int line, int column)
    {
        if (line < 1 || line >= _lineStarts.Length) return null;
        // The last segment that begins at the column or before it.
        int low = _lineStarts[line - 1], high = _lineStarts[line];
        int first = low;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (_segments[middle].Column <= column) low = middle + 1;
            else high = middle;
        }
        if (low == first || _segments[low - 1] is not { Source: >= 0 } found) return null;
        return new SourcePosition(found.Source, found.SourceLine + 1, found.SourceColumn, found.Name < 0 ? null : _names[found.Name]);
    }

    /// <summary>The name of a source.</summary>
    public string SourceName(int source) => _sources[source];

    /// <summary>The lines of a source; none when the map does not bring them along.</summary>
    public string[] Lines(int source) =>
        _contents[source] is { } content ? [.. content.Split('\n').Select(static line => line.TrimEnd('\r'))] : [];

    private static void AddSections(JsonElement sections, Parts parts)
    {
        foreach (var section in sections.EnumerateArray())
        {
            if (!section.TryGetProperty("map", out var map) || map.ValueKind != JsonValueKind.Object) throw new InvalidDataException("a section of a source map has a 'map'");
            if (!section.TryGetProperty("offset", out var offset)) throw new InvalidDataException("a section of a source map has an 'offset'");
            parts.Begin(offset.GetProperty("line").GetInt32(), offset.GetProperty("column").GetInt32());
            AddMap(map, parts);
        }
    }

    private static void AddMap(JsonElement map, Parts parts)
    {
        string folder = map.TryGetProperty("sourceRoot", out var written) ? written.GetString() ?? "" : "";
        string[] sources = [.. Texts(map, "sources").Select(source => Joined(folder, source ?? ""))];
        string[] names = [.. Texts(map, "names").Select(name => name ?? "")];
        if (!map.TryGetProperty("mappings", out var mappings) || mappings.ValueKind != JsonValueKind.String) throw new InvalidDataException("a source map has 'mappings'");
        parts.Add(mappings.GetString()!, sources, [.. Texts(map, "sourcesContent")], names);
    }

    /// <summary>A map may begin with <c>)]}'</c> and a line feed, which keeps it from being run as a script.</summary>
    private static ReadOnlyMemory<byte> WithoutGuard(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
        if (!json.Span.StartsWith(")]}"u8)) return json;
        int feed = json.Span.IndexOf((byte)'\n');
        return feed < 0 ? json : json[(feed + 1)..];
    }

    private static IEnumerable<string?> Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(text => text.GetString()) : [];

    private static string Joined(string folder, string source)
    {
        if (folder.Length == 0 || source.StartsWith('/') || source.Contains("://", StringComparison.Ordinal)) return source;
        return folder.EndsWith('/') ? folder + source : $"{folder}/{source}";
    }

    private readonly record struct Segment(int Column, int Source, int SourceLine, int SourceColumn, int Name);

    /// <summary>What maps say, one behind the other: a map is one, or one for each of its sections.</summary>
    private sealed class Parts
    {
        private readonly List<Segment> _segments = [];
        private readonly List<int> _lineStarts = [0];
        private readonly List<string> _sources = [];
        private readonly List<string?> _contents = [];
        private readonly List<string> _names = [];
        private int _firstColumn;

        /// <summary>The next map speaks of the bundle from a place on, counted from 0.</summary>
        public void Begin(int line, int column)
        {
            if (line < _lineStarts.Count - 1 || line > MaxSegments || column < 0) throw new InvalidDataException("the sections of a source map are not in order");
            while (_lineStarts.Count - 1 < line) _lineStarts.Add(_segments.Count);
            _firstColumn = column;
        }

        /// <summary>Adds a map.</summary>
        public void Add(string mappings, string[] sources, string?[] contents, string[] names)
        {
            int source = 0, sourceLine = 0, sourceColumn = 0, name = 0, column = _firstColumn;
            for (var reader = new MappingReader(mappings); !reader.IsAtEnd;)
            {
                if (reader.TrySkip(';'))
                {
                    column = 0;
                    _lineStarts.Add(_segments.Count);
                    continue;
                }
                if (reader.TrySkip(',')) continue;
                if (_segments.Count == MaxSegments) throw new InvalidDataException($"the source map has more than {MaxSegments} mappings");
                column += reader.Read();
                if (reader.IsAtSegmentEnd)
                {
                    _segments.Add(new Segment(column, -1, 0, 0, -1));
                    continue;
                }
                source += reader.Read();
                sourceLine += reader.Read();
                sourceColumn += reader.Read();
                bool hasName = !reader.IsAtSegmentEnd;
                if (hasName) name += reader.Read();
                if (source < 0 || source >= sources.Length || (hasName && (name < 0 || name >= names.Length)) || sourceLine is < 0 or int.MaxValue || sourceColumn < 0 || column < 0)
                    throw new InvalidDataException("a mapping points at nothing");
                _segments.Add(new Segment(column, _sources.Count + source, sourceLine, sourceColumn, hasName ? _names.Count + name : -1));
            }
            _sources.AddRange(sources);
            for (int i = 0; i < sources.Length; i++) _contents.Add(i < contents.Length ? contents[i] : null);
            _names.AddRange(names);
        }

        public SourceMap Build()
        {
            _lineStarts.Add(_segments.Count);
            Segment[] all = [.. _segments];
            // Builders write columns in order; those that do not are put in order once.
            for (int line = 0; line + 1 < _lineStarts.Count; line++) Array.Sort(all, _lineStarts[line], _lineStarts[line + 1] - _lineStarts[line], ByColumn.Instance);
            return new SourceMap(all, [.. _lineStarts], [.. _sources], [.. _contents], [.. _names]);
        }
    }

    private sealed class ByColumn : IComparer<Segment>
    {
        public static readonly ByColumn Instance = new();

        public int Compare(Segment x, Segment y) => x.Column.CompareTo(y.Column);
    }
}
