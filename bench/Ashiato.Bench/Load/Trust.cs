using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Bench.Load;

/// <summary>Lets clients recognise the program that is measured by its own authority.</summary>
internal static class Trust
{
    /// <summary>What a client sends through.</summary>
    /// <param name="authority">Gives the file with the authority's certificate; <see langword="null"/> without TLS.</param>
    public static SocketsHttpHandler Handler(Func<string>? authority)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (authority is null) return handler;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is null || chain is null) return false;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authority());
            return chain.Build(new X509Certificate2(certificate));
        };
        return handler;
    }
}
