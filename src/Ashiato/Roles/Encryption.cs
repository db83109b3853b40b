using System.Net.Security;
using Ashiato.Certificates;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The certificates that the roles of this process serve, and those by which they recognise others.</summary>
internal static class Encryption
{
    /// <summary>Connections to another process's store are renewed this often, so that a store that moved is found again.</summary>
    private static readonly TimeSpan s_storeConnectionLasts = TimeSpan.FromMinutes(2);

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

    /// <summary>How another process's store is reached: recognised by the authority in a file, which is read again when it changes, or else by those that this machine trusts.</summary>
    /// <exception cref="StartupException">The file holds no certificate.</exception>
    public static HttpMessageHandler ToStore(ProgramOptions options, ILoggerFactory logs)
    {
        RemoteCertificateValidationCallback? validate = null;
        if (options.StoreAuthority is { } path)
        {
            var trusted = Followed([path], () => TrustedAuthorities.Read(path), $"Give the store's /ca.crt with {SettingTable.StoreAuthority.Flag}.", logs);
            validate = (_, certificate, chain, errors) => trusted.Current.Trusts(certificate, chain, errors);
        }
        if (options.StoreIdentity is not var (certificate, key)) return Connect(null);
        var identity = Followed([certificate, key], () => ClientIdentity.Read(certificate, key), $"Give a certificate and its key as PEM with {SettingTable.StoreCertificate.Flag} and {SettingTable.StoreKey.Flag}.", logs);
        return new StoreConnections(identity, Connect);

        HttpMessageHandler Connect(SslStreamCertificateContext? shown) => new SocketsHttpHandler
        {
            PooledConnectionLifetime = s_storeConnectionLasts,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = validate, ClientCertificateContext = shown },
        };
    }

    /// <summary>By what clients are recognised that must show a certificate; <see langword="null"/> when they need none.</summary>
    /// <exception cref="StartupException">The file holds no certificate.</exception>
    public static FollowedFiles<TrustedAuthorities>? Clients(ProgramOptions options, ILoggerFactory logs) => options.ClientAuthority is { } path
        ? Followed([path], () => TrustedAuthorities.Read(path), $"Give the certificates of authorities as PEM with {SettingTable.ClientAuthority.Flag}.", logs) : null;

    private static FollowedFiles<T> Followed<T>(string[] paths, Func<T> read, string advice, ILoggerFactory logs) where T : class
    {
        try
        {
            return new FollowedFiles<T>(paths, read, TimeProvider.System, logs.CreateLogger<FollowedFiles<T>>());
        }
        catch (CertificateException e)
        {
            throw new StartupException($"{e.Message} {advice}", e);
        }
    }
}
