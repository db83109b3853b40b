using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Certificates;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The certificates that the roles of this process serve, and those by which they recognise others.</summary>
internal static class Encryption
{
    /// <summary>What the roles serve; <see langword="null"/> without TLS.</summary>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static IServerCertificates? Open(ProgramOptions options, ILoggerFactory logs)
    {
        if (options.Tls is not { } tls) return null;
        try
        {
            if (tls.CertificatePath is { } path) return GivenCertificates.From(path, tls.KeyPath!, TimeProvider.System, logs.CreateLogger<GivenCertificates>());
            return OwnCertificates.In(FolderOf(options), tls.AlternativeNames, TimeProvider.System, logs.CreateLogger<OwnCertificates>());
        }
        catch (CertificateException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    /// <summary>The folder in the data directory in which certificates are made.</summary>
    public const string FolderName = "tls";

    /// <summary>Where certificates are made.</summary>
    public static string FolderOf(ProgramOptions options) => Path.Combine(options.DataDirectory, FolderName);

    /// <summary>Recognises another process's store by an authority in a file; <see langword="null"/> leaves that to the machine.</summary>
    /// <exception cref="StartupException">The file holds no certificate.</exception>
    public static SslClientAuthenticationOptions TrustIn(string? path)
    {
        var options = new SslClientAuthenticationOptions();
        if (path is null) return options;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"The authority '{path}' cannot be read: {e.Message.TrimEnd('.')}. Give the store's /ca.crt with {SettingTable.StoreAuthority.Flag}.", e);
        }
        if (authorities.Count == 0) throw new StartupException($"'{path}' holds no certificate as PEM. Give the store's /ca.crt with {SettingTable.StoreAuthority.Flag}.");
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return options;
    }
}
