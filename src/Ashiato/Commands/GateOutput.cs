using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Ashiato.Query.Gates;

namespace Ashiato.Commands;

/// <summary>What came of claims, for people and for programs.</summary>
internal static class GateOutput
{
    private const string Nothing = "nothing to measure";

    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for each claim, and one that counts them.</summary>
    public static string Text(string about, IReadOnlyList<GateResult> results)
    {
        var text = new StringBuilder();
        foreach (var result in results)
            text.Append(CultureInfo.InvariantCulture, $"{(result.Holds ? "holds" : "FAILS")}  {result.Claim.Text}   {Measured(result)} ({result.Of})\n");
        int failed = results.Count(static result => !result.Holds);
        text.Append(CultureInfo.InvariantCulture, $"{about}: {results.Count - failed} of {results.Count} claims hold.\n");
        return text.ToString();
    }

    /// <summary>The same as one JSON object. Durations are microseconds, shares 0 to 1.</summary>
    public static string Json(string about, IReadOnlyList<GateResult> results)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_json))
        {
            json.WriteStartObject();
            json.WriteString("run", about);
            json.WriteBoolean("holds", results.All(static result => result.Holds));
            json.WriteStartArray("claims");
            foreach (var result in results) Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>The same as JUnit's XML, as builds read it: a test case for each claim.</summary>
    public static async Task WriteJUnitAsync(string file, string about, IReadOnlyList<GateResult> results, CancellationToken cancel)
    {
        await using var stream = File.Create(file);
        await using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(false) });
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "testsuites", null);
        await xml.WriteStartElementAsync(null, "testsuite", null);
        await xml.WriteAttributeStringAsync(null, "name", null, $"ashiato assert, {about}");
        await xml.WriteAttributeStringAsync(null, "tests", null, results.Count.ToString(CultureInfo.InvariantCulture));
        await xml.WriteAttributeStringAsync(null, "failures", null, results.Count(static result => !result.Holds).ToString(CultureInfo.InvariantCulture));
        foreach (var result in results)
        {
            cancel.ThrowIfCancellationRequested();
            await xml.WriteStartElementAsync(null, "testcase", null);
            await xml.WriteAttributeStringAsync(null, "classname", null, "ashiato");
            await xml.WriteAttributeStringAsync(null, "name", null, Plain(result.Claim.Text));
            if (!result.Holds)
            {
                await xml.WriteStartElementAsync(null, "failure", null);
                await xml.WriteAttributeStringAsync(null, "message", null, Plain($"{Measured(result)} ({result.Of})"));
                await xml.WriteEndElementAsync();
            }
            await xml.WriteEndElementAsync();
        }
        await xml.WriteEndElementAsync();
        await xml.WriteEndElementAsync();
        await xml.WriteEndDocumentAsync();
    }

    private static void Write(Utf8JsonWriter json, GateResult result)
    {
        json.WriteStartObject();
        json.WriteString("claim", result.Claim.Text);
        json.WriteBoolean("holds", result.Holds);
        if (result.Measured is { } measured) json.WriteNumber("measured", measured);
        else json.WriteNull("measured");
        json.WriteNumber("wanted", result.Claim.Value);
        json.WriteString("unit", result.Claim.Unit switch { GateUnit.Micros => "us", GateUnit.Share => "share", _ => "number" });
        json.WriteString("of", result.Of);
        json.WriteEndObject();
    }

    private static string Measured(GateResult result) => result.Measured is { } value ? $"measured {result.Claim.Format(value)}" : Nothing;

    // Names come from what was traced: XML knows no control characters.
    private static string Plain(string text) => string.Concat(text.Select(static letter => XmlConvert.IsXmlChar(letter) ? letter : '?'));
}
