using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Leaves out what must not leave the house: secrets, and what tells of persons.</summary>
/// <remarks>
/// Agents mask headers and form fields by their names before they send. This goes further, because a file goes further than a console: values
/// by the names of their fields, also inside addresses; tokens by their looks; texts inside statements; bodies, local variables, users and their addresses whole.
/// </remarks>
public static partial class SecretMask
{
    /// <summary>What stands in place of what was left out.</summary>
    public const string Mask = "[masked]";

    /// <summary>Subtrees of a document that are left out whole.</summary>
    private static readonly string[] s_personal =
    [
        "user", "client.ip", "client.geo", "source.ip", "source.address", "client.address", "http.request.body", "transaction.message.body", "span.message.body",
        "transaction.custom", "process.args", "process.command_line",
    ];

    /// <summary>A document without secrets.</summary>
    public static JsonElement Of(JsonElement document)
    {
        var node = JsonObject.Create(document);
        if (node is null) return document;
        WalkObject(node, "");
        return JsonElement.Parse(node.ToJsonString());
    }

    /// <summary>A text without the secrets that can be told by their looks.</summary>
    public static string Text(string text)
    {
        if (text.Length == 0) return text;
        text = UserInfo().Replace(text, $"$1{Mask}@");
        text = NamedValue().Replace(text, $"$1{Mask}");
        return Token().Replace(text, Mask);
    }

    /// <summary>A statement without the texts that stand in it.</summary>
    public static string Statement(string statement) => Text(Literal().Replace(statement, $"'{Mask}'"));

    /// <summary>True when a value of this name is a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name) && !PlainName().IsMatch(name);

    private static void WalkObject(JsonObject parent, string path)
    {
        foreach (string name in parent.Select(pair => pair.Key).ToList())
        {
            string inner = path.Length == 0 ? name : $"{path}.{name}";
            if (s_personal.Contains(inner) || name == "vars" || (IsSecretName(name) && !IsIdentity(inner))) parent[name] = Mask;
            else if (parent[name] is JsonObject below) WalkObject(below, inner);
            else if (parent[name] is JsonArray list) WalkList(list, inner);
            else if (MaskedText(parent[name], inner) is { } masked) parent[name] = masked;
        }
    }

    private static void WalkList(JsonArray list, string path)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject below) WalkObject(below, path);
            else if (list[i] is JsonArray inner) WalkList(inner, path);
            else if (MaskedText(list[i], path) is { } masked) list[i] = masked;
        }
    }

    /// <returns><see langword="null"/> when nothing needs to change.</returns>
    private static string? MaskedText(JsonNode? node, string path)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return null;
        string text = value.GetValue<string>();
        string masked = path.EndsWith("db.statement", StringComparison.Ordinal) ? Statement(text) : Text(text);
        return ReferenceEquals(masked, text) || masked == text ? null : masked;
    }

    // What names the event itself holds no secret, whatever it is called.
    private static bool IsIdentity(string path) => path is "error.grouping_key" or "session.id";

    [GeneratedRegex("pass(word|wd|phrase|code)|^pwd|[_.-]pwd|secret|token|session|credit|(^|[_.-])card|auth(?!ors?($|[_.-]))|api[_.-]?key|access[_.-]?key|private[_.-]?key|cookie|principal|csrf|xsrf|credential|signature|(^|[_.-])(ssn|pin|otp)$|e-?mail|phone|^x-forwarded-for$|^forwarded$|^x-real-ip$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("^(token_count|tokens?_(used|total|limit)|max_tokens|.*_tokens)$", RegexOptions.IgnoreCase)]
    private static partial Regex PlainName();

    // What may begin anywhere in a long word is bounded, or begins where the word does: from each place all that is left of it would be looked through otherwise.

    // scheme://user:password@host
    [GeneratedRegex(@"([a-z][a-z0-9+.-]{0,31}://)[^/\s@?#]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    // name=value, name: value, "name":"value" where the name says that the value is a secret.
    [GeneratedRegex("""((?:pass(?:word|wd|phrase)|pwd|secret|token|session(?:_?id)?|credential|signature|(?:api|access|private)[_-]?key|authorization|cookie|e-?mail)["']?\s*[=:]\s*["']?)(?!\[masked\])(?:(?:bearer|basic)\s+)?[^\s"'&;,]+""", RegexOptions.IgnoreCase)]
    private static partial Regex NamedValue();

    // JSON web tokens; bearer and basic credentials; keys of well-known services; addresses of mail; private keys.
    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{5,8000}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*|(?<=\b(?:Bearer|Basic|ApiKey)\s)[A-Za-z0-9+/._~=-]{8,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bsk-[A-Za-z0-9_-]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?")]
    private static partial Regex Token();

    [GeneratedRegex("'(?:[^'\\\\]|''|\\\\.)*'")]
    private static partial Regex Literal();
}
