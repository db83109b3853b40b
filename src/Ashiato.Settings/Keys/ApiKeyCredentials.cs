using System.Text;

namespace Ashiato.Settings.Keys;

/// <summary>What the holder of an API key has: its id and its secret.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Secret">The secret. Shown once, when the key is made; kept nowhere.</param>
public sealed record ApiKeyCredentials(string Id, string Secret)
{
    /// <summary>The form in which agents are given and send it: <c>base64(id:secret)</c>, for <c>ELASTIC_APM_API_KEY</c> and <c>Authorization: ApiKey</c>.</summary>
    public string Encoded => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id}:{Secret}"));

    // A record would print the secret, and what prints it may be a log.
    /// <summary>The id, without the secret.</summary>
    public override string ToString() => $"API key {Id}";
}
