using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Intake.Rum;
using Ashiato.Settings.SourceMaps;

namespace Ashiato.Intake.SourceMaps;

/// <summary>Puts the places in sources into the frames of stack traces, in place of those in bundles.</summary>
/// <remarks>Source: the intake specification, section 12.</remarks>
/// <param name="maps">Those of the service and version whose frames they are.</param>
/// <param name="rules">What is said about the files of frames.</param>
internal sealed class FrameMapper(ServiceMaps maps, FrameRules rules)
{
    private const int LinesAround = 5;

    /// <summary>Maps the frames of one stack trace, the outermost first: where a function was called says what it is called.</summary>
    /// <returns>True when a frame was changed.</returns>
    public async ValueTask<bool> MapAsync(JsonArray frames)
    {
        bool isChanged = false;
        string function = "<anonymous>";
        for (int i = frames.Count - 1; i >= 0; i--)
        {
            if (frames[i] is not JsonObject frame || AddressOf(frame) is not { } address) continue;
            var (line, column) = (Whole(frame["line"]?["number"]), Whole(frame["line"]?["column"]));
            if (line is null || column is null) continue;
            isChanged = true;
            try
            {
                if (await maps.FindAsync(address) is not { } map) Fail(frame, $"no source map was uploaded for {address}");
                else if (map.Find(line.Value, column.Value) is not { } position) Fail(frame, $"the source map says nothing about line {line}, column {column}");
                else function = Replace(frame, map, position, function);
            }
            catch (InvalidDataException wrong)
            {
                Fail(frame, wrong.Message);
            }
        }
        return isChanged;
    }

    /// <summary>Where an error came from: the first frame of the application that was mapped.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    public static string? CulpritOf(JsonArray? frames)
    {
        var frame = frames?.OfType<JsonObject>().FirstOrDefault(frame => frame["sourcemap"]?["updated"] is not null && frame["library_frame"] is null);
        if (frame is null) return null;
        string file = Text(frame, "filename") ?? Text(frame, "classname") ?? "";
        return Text(frame, "function") is { } function ? $"{file} in {function}" : file;
    }

    /// <returns>The name of the function that the next frame is in.</returns>
    private string Replace(JsonObject frame, SourceMap map, SourcePosition position, string function)
    {
        string file = map.SourceName(position.Source);
        var original = frame["original"] as JsonObject ?? [];
        foreach (string name in (ReadOnlySpan<string>)["abs_path", "filename", "classname", "function"]) Keep(frame[name], original, name);
        Keep(frame["line"]!["number"], original, "lineno");
        Keep(frame["line"]!["column"], original, "colno");
        frame["original"] = original;
        frame["sourcemap"] = new JsonObject { ["updated"] = true };
        frame["abs_path"] = BundlePath.Clean(AddressOf(frame)!);
        // A source may be without a name; what the frame says of its file then stays.
        if (file.Length > 0) frame["filename"] = file;
        else file = Text(frame, "filename") ?? "";
        frame["function"] = function;
        ShowLines(frame, map.Lines(position.Source), position);

        byte[] utf8 = Encoding.UTF8.GetBytes(file);
        if (rules.IsLibrary(utf8, Encoding.UTF8.GetBytes(Text(frame, "abs_path")!))) frame["library_frame"] = true;
        else frame.Remove("library_frame");
        frame["exclude_from_grouping"] = rules.IsExcluded(utf8);
        return position.Name is { Length: > 0 } named ? named : "<unknown>";
    }

    private static void ShowLines(JsonObject frame, string[] lines, SourcePosition position)
    {
        var line = new JsonObject { ["number"] = position.Line, ["column"] = position.Column };
        frame["line"] = line;
        frame.Remove("context");
        if (position.Line > lines.Length) return;
        if (lines[position.Line - 1] is { Length: > 0 } text) line["context"] = text;
        JsonNode[] before = [.. lines.Take(position.Line - 1).TakeLast(LinesAround).Select(near => JsonValue.Create(near))];
        JsonNode[] after = [.. lines.Skip(position.Line).Take(LinesAround).Select(near => JsonValue.Create(near))];
        var around = new JsonObject();
        if (before.Length > 0) around["pre"] = new JsonArray(before);
        if (after.Length > 0) around["post"] = new JsonArray(after);
        if (around.Count > 0) frame["context"] = around;
    }

    private static void Keep(JsonNode? value, JsonObject original, string name)
    {
        if (value is not null) original[name] = value.DeepClone();
    }

    private static void Fail(JsonObject frame, string reason) => frame["sourcemap"] = new JsonObject { ["error"] = reason };

    private static string? AddressOf(JsonObject frame) => Text(frame, "abs_path") is { Length: > 0 } address ? address : null;

    private static string? Text(JsonObject frame, string name) => (frame[name] as JsonValue)?.TryGetValue(out string? text) == true ? text : null;

    private static int? Whole(JsonNode? node) => (node as JsonValue)?.TryGetValue(out int number) == true ? number : null;
}
