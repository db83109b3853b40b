using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Certificates;
using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>Makes a handshake as an agent would, and looks at the certificate: names, chain, dates.</summary>
internal sealed class TlsCheck(CheckOptions options, TimeProvider time)
{
    /// <summary>What the server showed; <see langword="null"/> when it did not get so far.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>The chain above it that the server sent.</summary>
    public IReadOnlyList<X509Certificate2> Sent { get; private set; } = [];

    /// <summary>Does it. The connection is used for nothing else.</summary>
    public async Task<IReadOnlyList<CheckStep>> RunAsync(Socket socket, CancellationToken cancel)
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        await using var stream = new SslStream(network);
        var chain = X509ChainStatusFlags.NoError;
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.Url.Host.Trim('[', ']'),
                    CertificateChainPolicy = Policy(options.Authorities),
                    // Nothing is sent over this connection: what is wrong is to be told, all of it.
                    RemoteCertificateValidationCallback = (_, certificate, built, _) =>
                    {
                        if (certificate is not null) Certificate = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                        if (built is not null)
                        {
                            Sent = [.. built.ChainPolicy.ExtraStore.Select(one => X509CertificateLoader.LoadCertificate(one.RawData))];
                            chain = built.ChainStatus.Aggregate(chain, (flags, status) => flags | status.Status);
                        }
                        return true;
                    },
                },
                cancel);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return [Failed(e)];
        }
        return [CheckStep.Ok("handshake", $"{stream.SslProtocol}, {stream.NegotiatedCipherSuite}"), .. Judge(chain)];
    }

    /// <summary>Trusts what was given, or what the machine trusts, and downloads nothing.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (authorities is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private IEnumerable<CheckStep> Judge(X509ChainStatusFlags chain)
    {
        if (Certificate is null)
        {
            yield return CheckStep.Failed("certificate", Cause.TlsHandshake, "The server showed no certificate.");
            yield break;
        }
        string host = options.Url.Host.Trim('[', ']');
        var names = CertificateNames.Of(Certificate);
        yield return names.Covers(host)
            ? CheckStep.Ok("name", $"the certificate names {host}")
            : CheckStep.Failed("name", Cause.NameNotInCertificate, $"The certificate does not name {host}; it names {(names.Count == 0 ? "nothing" : names)}.");

        var now = time.GetUtcNow();
        yield return now >= Certificate.NotBefore && now <= Certificate.NotAfter
            ? CheckStep.Ok("dates", $"valid until {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
            : CheckStep.Failed("dates", CheckExit.CertificateDates, $"The certificate is valid from {Certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and it is {now.UtcDateTime:yyyy-MM-dd HH:mm} by this machine's clock. Renew it, or set the clock.");

        const X509ChainStatusFlags Trust = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.InvalidBasicConstraints;
        string who = options.Authorities is null ? "this machine" : "the file given with --ca";
        yield return (chain & Trust) == 0
            ? CheckStep.Ok("authority", $"{who} trusts the certificate's authority")
            : CheckStep.Failed("authority", Cause.UnknownAuthority, $"The certificate is signed by '{Certificate.Issuer}', which {who} does not trust.");
    }

    private static CheckStep Failed(Exception failure)
    {
        string all = string.Join(' ', Chain(failure).Select(e => e.Message));
        if (Has("wrong version number", "corrupted frame", "unexpected packet format", "packet length too long", "Cannot determine the frame size"))
            return CheckStep.Failed("handshake", Cause.TlsOnPlainPort, "The server speaks plain HTTP at this port. Write http:// instead of https://, or let the server speak TLS.");
        if (Has("protocol version", "unsupported protocol", "ProtocolVersion")) return CheckStep.Failed("handshake", Cause.TlsVersion, "The server speaks no version of TLS that this machine speaks.");
        if (Has("handshake failure", "HandshakeFailure", "no shared cipher")) return CheckStep.Failed("handshake", Cause.TlsCipher, "The server has no cipher suite in common with this machine.");
        return CheckStep.Failed("handshake", Cause.TlsHandshake, $"The handshake ended before it was complete: {Chain(failure).Last().Message.TrimEnd('.')}.");

        bool Has(params string[] words) => words.Any(word => all.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException) yield return at;
    }
}
