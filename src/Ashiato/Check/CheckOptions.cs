using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Check;

/// <summary>What is checked, and as whom.</summary>
/// <param name="Url">The server, as an agent would be given it.</param>
/// <param name="Token">The secret token, if there is one.</param>
/// <param name="ApiKey">The API key, if there is one.</param>
/// <param name="Authorities">Whom to trust; <see langword="null"/> for those that this machine trusts.</param>
/// <param name="SendsEvent">True to send a test event.</param>
/// <param name="Console">Where to look for it afterwards; <see langword="null"/> not to.</param>
/// <param name="Patience">How long each step may take.</param>
internal sealed record CheckOptions(Uri Url, string? Token, string? ApiKey, X509Certificate2Collection? Authorities, bool SendsEvent, Uri? Console, TimeSpan Patience)
{
    /// <summary>What goes into <c>Authorization</c>.</summary>
    public string? Authorization => Token is not null ? "Bearer " + Token : ApiKey is not null ? "ApiKey " + ApiKey : null;
}
