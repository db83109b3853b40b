using System.Globalization;
using System.Text.RegularExpressions;

namespace Ashiato.Certificates.Connections;

/// <summary>Why a handshake failed, read from what the TLS library says of it.</summary>
/// <remarks>
/// In TLS 1.3 an alert is encrypted, so the library alone knows it; it says so in the text of its exceptions only: OpenSSL as a number whose
/// reason is 1,000 and the alert, .NET as the alert's name. Source: RFC 8446, 6 "Alert Protocol"; OpenSSL, sslerr.h.
/// </remarks>
internal static partial class HandshakeFailure
{
    private const int AlertReasons = 1_000;

    // Reasons of OpenSSL's own, when it is the server that refuses.
    private const int NoSharedCipher = 193;
    private const int UnsupportedProtocol = 258;
    private const int VersionTooLow = 396;
    private const int NoSuitableSignatureAlgorithm = 118;
    private const int NoSuitableGroup = 101;

    private static readonly Dictionary<int, (string Name, string DotNetName)> s_alerts = new()
    {
        [0] = ("close notify", "CloseNotify"),
        [40] = ("handshake failure", "HandshakeFailure"),
        [42] = ("bad certificate", "BadCertificate"),
        [43] = ("unsupported certificate", "UnsupportedCertificate"),
        [44] = ("certificate revoked", "CertificateRevoked"),
        [45] = ("certificate expired", "CertificateExpired"),
        [46] = ("certificate unknown", "CertificateUnknown"),
        [47] = ("illegal parameter", "IllegalParameter"),
        [48] = ("unknown CA", "UnknownCA"),
        [49] = ("access denied", "AccessDenied"),
        [50] = ("decode error", "DecodeError"),
        [51] = ("decrypt error", "DecryptError"),
        [70] = ("protocol version", "ProtocolVersion"),
        [71] = ("insufficient security", "InsufficientSecurity"),
        [80] = ("internal error", "InternalError"),
        [90] = ("user canceled", "UserCanceled"),
    };

    /// <summary>The trouble and what was seen of it.</summary>
    /// <param name="failure">What the handshake threw.</param>
    /// <param name="hasSeenCertificate">Whether the client was sent the certificate.</param>
    /// <param name="isNamed">Whether the certificate that the client was given names what the client has dialled.</param>
    /// <returns>The trouble, what was seen of it, and whether the client said so itself, by an alert.</returns>
    public static (ConnectionTrouble Trouble, string? Detail, bool IsSaid) Read(Exception failure, bool hasSeenCertificate, bool isNamed)
    {
        var refused = isNamed ? ConnectionTrouble.UnknownAuthority : ConnectionTrouble.NameNotInCertificate;
        if (AlertOf(failure) is { } alert)
        {
            string detail = $"TLS alert {alert} ({NameOf(alert)})";
            return alert switch
            {
                // OpenSSL says this of the authority alone.
                48 => (ConnectionTrouble.UnknownAuthority, detail, true),
                // Go, Java and .NET say one of these whatever is wrong with the certificate.
                42 or 43 or 45 or 46 or 49 => (refused, detail, true),
                70 => (ConnectionTrouble.TlsVersion, detail, true),
                40 or 71 => (ConnectionTrouble.TlsCipher, detail, true),
                _ => (ConnectionTrouble.TlsHandshake, detail, true),
            };
        }
        // Node.js looks at the certificate itself, says nothing when it does not like it, and is gone before the handshake is complete.
        if (failure is IOException && hasSeenCertificate) return (refused, "closed as soon as it saw the certificate", false);
        return ReasonOf(failure) switch
        {
            UnsupportedProtocol or VersionTooLow => (ConnectionTrouble.TlsVersion, "no common version", false),
            NoSharedCipher or NoSuitableSignatureAlgorithm or NoSuitableGroup => (ConnectionTrouble.TlsCipher, "no common cipher", false),
            _ => (ConnectionTrouble.TlsHandshake, Innermost(failure), false),
        };
    }

    private static string NameOf(int alert) => s_alerts.TryGetValue(alert, out var known) ? known.Name : "unknown";

    private static int? AlertOf(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
        {
            if (ReasonIn(at.Message) is { } reason and >= AlertReasons and < AlertReasons + 256) return reason - AlertReasons;
            foreach (var (alert, names) in s_alerts)
                if (alert != 0 && at.Message.Contains($"'{names.DotNetName}'", StringComparison.Ordinal)) return alert;
        }
        return null;
    }

    private static int? ReasonOf(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
            if (ReasonIn(at.Message) is { } reason) return reason;
        return null;
    }

    /// <summary>The low 12 bits of an error's number: 23 in OpenSSL 3, 12 before; no reason has more than 12.</summary>
    private static int? ReasonIn(string message) =>
        OpenSslError().Match(message) is { Success: true } match ? (int)(uint.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0xFFF) : null;

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure.Message.Length <= 200 ? failure.Message : failure.Message[..200];
    }

    [GeneratedRegex("error:([0-9A-Fa-f]{8}):")]
    private static partial Regex OpenSslError();
}
