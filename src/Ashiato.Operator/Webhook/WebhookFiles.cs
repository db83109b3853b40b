using System.Security.Cryptography;
using Ashiato.Operator.Certificates;

namespace Ashiato.Operator.Webhook;

/// <summary>A certificate for the webhook that somebody else makes and renews, such as cert-manager: files in a mounted directory.</summary>
internal static class WebhookFiles
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">Where <c>tls.crt</c> and <c>tls.key</c> are, and <c>ca.crt</c> unless the certificate is its own authority.</param>
    /// <exception cref="OperatorException">They are not there, or do not belong together.</exception>
    public static (KeyPair Served, string Bundle) Read(string folder)
    {
        try
        {
            string certificate = File.ReadAllText(Path.Combine(folder, "tls.crt")), authority = Path.Combine(folder, "ca.crt");
            var pair = new KeyPair(certificate, File.ReadAllText(Path.Combine(folder, "tls.key")));
            using var loaded = pair.Load() ?? throw new OperatorException($"tls.crt and tls.key of {folder} (--webhook-cert-dir) do not belong together.");
            return (pair, File.Exists(authority) ? File.ReadAllText(authority) : certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException($"The webhook's certificate in {folder} (--webhook-cert-dir) cannot be read: {e.Message}");
        }
    }
}
