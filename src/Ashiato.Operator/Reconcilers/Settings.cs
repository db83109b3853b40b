using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ashiato.Operator.Reconcilers;

/// <summary>The file of settings that a role reads with <c>--config</c>: one name and value a line.</summary>
internal sealed class Settings
{
    // Quoted as JSON, which is YAML too: a password may have any character.
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly StringBuilder _text = new(), _fixed = new();

    /// <summary>What a console or server shows to its store.</summary>
    public const string StoreToken = "store-token";

    /// <summary>What agents show to a server.</summary>
    public const string AgentToken = "secret-token";

    /// <summary>The password of user <c>elastic</c>, where the store is somebody else's.</summary>
    public const string ConsolePassword = "console-password";

    // Roles read these again when they change.
    private static readonly string[] s_followed = [StoreToken, AgentToken, ConsolePassword];

    /// <summary>What pods must be replaced for when it changes.</summary>
    public string Fixed => _fixed.ToString();

    /// <summary>Adds a setting, unless there is no value.</summary>
    public Settings Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return this;
        string line = $"{name}: {JsonSerializer.Serialize(value, s_readable)}\n";
        _text.Append(line);
        if (!s_followed.Contains(name)) _fixed.Append(line);
        return this;
    }

    /// <summary>A setting of a file as <see cref="ToString"/> wrote it; <see langword="null"/> when it is not there.</summary>
    public static string? ValueOf(string? file, string name)
    {
        string? line = file?.Split('\n').FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
        try
        {
            return line is null ? null : JsonSerializer.Deserialize<string>(line[(name.Length + 2)..]);
        }
        catch (JsonException)
        {
            // Somebody damaged it; it is written anew.
            return null;
        }
    }

    public override string ToString() => _text.ToString();
}
