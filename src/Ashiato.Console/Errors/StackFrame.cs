using System.Text.Json;

namespace Ashiato.Console.Errors;

/// <summary>One frame of a stack trace, as agents send it.</summary>
/// <param name="Function">The function; <see langword="null"/> when it is not known.</param>
/// <param name="Module">Its module or class.</param>
/// <param name="File">Its file.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="IsLibrary">True when it is not the application's own code.</param>
/// <param name="Source">Lines of the source around it; empty when they were not sent.</param>
public sealed record StackFrame(string? Function, string? Module, string? File, int? Line, bool IsLibrary, IReadOnlyList<SourceLine> Source)
{
    /// <summary>Where it is: <c>api.go:172</c>.</summary>
    public string Place => Line is { } line ? $"{File}:{line}" : File ?? "";

    /// <summary>Reads a frame of an ECS document.</summary>
    internal static StackFrame Read(JsonElement frame)
    {
        var line = Json.Member(frame, "line");
        int? number = Json.Number(line, "number");
        return new StackFrame(
            Json.Text(frame, "function"),
            Json.Text(frame, "classname") ?? Json.Text(frame, "module"),
            Json.Text(frame, "filename") ?? Json.Text(frame, "abs_path"),
            number,
            Json.Member(frame, "library_frame") is { ValueKind: JsonValueKind.True },
            Sources(Json.Member(frame, "context"), Json.Text(line, "context"), number));
    }

    private static List<SourceLine> Sources(JsonElement? context, string? own, int? number)
    {
        if (own is null || number is not { } at) return [];
        string[] before = Json.Texts(context, "pre"), after = Json.Texts(context, "post");
        return
        [
            .. before.Select((text, i) => new SourceLine(at - before.Length + i, text, IsIt: false)),
            new SourceLine(at, own, IsIt: true),
            .. after.Select((text, i) => new SourceLine(at + 1 + i, text, IsIt: false)),
        ];
    }
}
