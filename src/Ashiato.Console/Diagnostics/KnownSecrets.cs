using System.Text;
using System.Text.Json;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Console.Diagnostics;

/// <summary>Takes the secrets of a process out of a text, wherever they got into it.</summary>
internal sealed class KnownSecrets
{
    private readonly string[] _secrets;

    /// <summary>Knows some secrets.</summary>
    public KnownSecrets(IEnumerable<string> secrets) =>
        // As they are and as JSON writes them; the longest first, since one may be a part of another.
        _secrets = [.. secrets.Where(secret => secret.Length > 0).SelectMany(secret => new[] { secret, JsonEncodedText.Encode(secret).ToString() }).Distinct().OrderByDescending(secret => secret.Length)];

    /// <summary>The text without them.</summary>
    public string Mask(string text)
    {
        var masked = new StringBuilder(text);
        foreach (string secret in _secrets) masked.Replace(secret, SecretMask.Mask);
        return masked.ToString();
    }
}
