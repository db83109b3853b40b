using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Query.Findings;

/// <summary>The frames of a stack trace that belong to the application.</summary>
/// <param name="Line">The innermost, as <c>file:line function</c>; <see langword="null"/> when there is none.</param>
/// <param name="Whole">All of them, innermost first, a line each: equal when the code came the same way.</param>
internal readonly record struct StackPath(string? Line, string Whole)
{
    // Where Go, Node.js, Python, Ruby, PHP and Debian keep what others wrote; agents do not know all of it for libraries.
    private static readonly string[] s_foreign = ["/pkg/mod/", "/vendor/", "/node_modules/", "/site-packages/", "/dist-packages/", "/gems/", "/usr/share/", "/usr/lib/"];

    /// <summary>Reads a stack trace as agents send it.</summary>
    public static StackPath Read(string stackTrace)
    {
        try
        {
            using var json = JsonDocument.Parse(stackTrace, EventDocument.Reading);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return new(null, "");
            JsonElement[] frames = [.. json.RootElement.EnumerateArray().Where(static frame => frame.ValueKind == JsonValueKind.Object && !IsLibrary(frame))];
            string[] lines = [.. frames.Where(static frame => !IsForeign(frame)).Select(LineOf).OfType<string>()];
            // Where everything lies in such a folder, an application does too.
            if (lines.Length == 0) lines = [.. frames.Select(LineOf).OfType<string>()];
            return new(lines.FirstOrDefault(), string.Join('\n', lines));
        }
        catch (JsonException)
        {
            // What an agent sent as a stack trace is kept as it is, also when nobody can read it.
            return new(null, "");
        }
    }

    private static bool IsLibrary(JsonElement frame) => frame.TryGetProperty("library_frame", out var isLibrary) && isLibrary.ValueKind == JsonValueKind.True;

    private static bool IsForeign(JsonElement frame) =>
        (Text(frame, "abs_path") ?? Text(frame, "filename")) is { } path && Array.Exists(s_foreign, folder => path.Contains(folder, StringComparison.Ordinal));

    private static string? LineOf(JsonElement frame)
    {
        string? file = Text(frame, "filename") ?? Text(frame, "abs_path");
        string? function = Text(frame, "function");
        if (file is null && function is null) return null;
        string line = frame.TryGetProperty("line", out var at) && at.ValueKind == JsonValueKind.Object && at.TryGetProperty("number", out var number) ? $":{number}" : "";
        return $"{file}{line} {function}".Trim();
    }

    private static string? Text(JsonElement frame, string name) => frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
