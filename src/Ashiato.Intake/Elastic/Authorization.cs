using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>Decides who may send.</summary>
internal sealed class Authorization(string? secretToken)
{
    private const string Expected =
        "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";

    // Digests are of one length, so that a comparison tells nothing about the length of the token either.
    private readonly byte[]? _digest = string.IsNullOrEmpty(secretToken) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secretToken));

    /// <summary>Checks the header of a request.</summary>
    /// <returns><see langword="null"/> when the caller may send; else why not, for the caller.</returns>
    public string? Refuse(HttpRequest request)
    {
        if (_digest is null) return null;
        string header = request.Headers.Authorization.ToString();
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return "authentication failed: missing or improperly formatted Authorization header: " + Expected;
        string scheme = header[..space];
        if (scheme is not ("Bearer" or "ApiKey")) return $"authentication failed: unknown Authentication header {scheme}: {Expected}";
        bool isRight = scheme == "Bearer" && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[(space + 1)..])), _digest);
        return isRight ? null : "authentication failed";
    }
}
