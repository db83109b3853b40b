using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ashiato.Operator.Reconcilers;

/// <summary>The file of settings that a role reads with <c>--config</c>: one name and value a line.</summary>
internal sealed class Settings
{
    // Quoted as JSON, which is YAML too: a password may have any character.
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly StringBuilder _text = new();

    /// <summary>Adds a setting, unless there is no value.</summary>
    public Settings Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _text.Append(name).Append(": ").Append(JsonSerializer.Serialize(value, s_readable)).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();
}
