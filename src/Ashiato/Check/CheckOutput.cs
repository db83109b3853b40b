using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>Writes what a check found, for people or for programs.</summary>
internal static class CheckOutput
{
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for each step, and the lines that mend the one that failed.</summary>
    public static void WriteText(TextWriter output, IReadOnlyList<CheckStep> steps, IReadOnlyList<Mending> mendings)
    {
        foreach (var step in steps) output.WriteLine($"{(step.IsOk ? '✓' : '✗')} {step.Name,-10} {step.Sentence}");
        if (mendings.Count == 0) return;
        output.WriteLine();
        foreach (var same in mendings.GroupBy(mending => mending.Lines))
        {
            output.WriteLine(string.Join(", ", same.Select(mending => mending.Kind is { } kind ? ClientKinds.NameOf(kind) : "Ashiato")) + ":");
            foreach (string line in same.Key.Split('\n')) output.WriteLine("  " + line);
        }
    }

    /// <summary>The same as a JSON object.</summary>
    public static void WriteJson(Stream output, CheckOptions options, IReadOnlyList<CheckStep> steps, IReadOnlyList<Mending> mendings, CheckExit exit)
    {
        using var json = new Utf8JsonWriter(output, s_json);
        json.WriteStartObject();
        json.WriteString("url", options.Url.ToString());
        json.WriteBoolean("ok", exit == CheckExit.Ok);
        json.WriteNumber("exitCode", (int)exit);
        if (steps.FirstOrDefault(step => !step.IsOk) is { } failed) json.WriteString("cause", NameOf(failed.Cause?.ToString() ?? failed.Exit.ToString()));
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteBoolean("ok", step.IsOk);
            json.WriteString("sentence", step.Sentence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("mendings");
        foreach (var mending in mendings)
        {
            json.WriteStartObject();
            if (mending.Kind is { } kind) json.WriteString("kind", NameOf(kind.ToString()));
            json.WriteString("lines", mending.Lines);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NameOf(string name) => char.ToLower(name[0], CultureInfo.InvariantCulture) + name[1..];
}
