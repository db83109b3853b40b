using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Ashiato.Certificates;

/// <summary>A certificate from somebody else, in files that are watched: a new one is served to the next connection.</summary>
/// <remarks>One that is expired, cannot be read or does not belong to its key is refused, with a line in the log, and the old one kept.</remarks>
public sealed partial class GivenCertificates : IServerCertificates
{
    /// <summary>How often the files are looked at. Kubernetes replaces a link to their folder, which watchers of files do not see.</summary>
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly string _keyPath;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private volatile Loaded _loaded;
    private string _seen;

    private GivenCertificates(string path, string keyPath, TimeProvider time, ILogger log)
    {
        (_path, _keyPath, _time, _log) = (path, keyPath, time, log);
        _seen = StateOfFiles();
        _loaded = Load();
        _timer = time.CreateTimer(_ => Look(), null, s_lookEvery, s_lookEvery);
    }

    /// <inheritdoc/>
    public ServedCertificate Current => _loaded.Served;

    /// <inheritdoc/>
    public string? AuthorityPem => _loaded.AuthorityPem;

    /// <inheritdoc/>
    public string? AuthorityFingerprint => _loaded.AuthorityFingerprint;

    /// <summary>The certificate of two files.</summary>
    /// <param name="path">PEM: the certificate, then those between it and its authority.</param>
    /// <param name="keyPath">PEM: its key, without a password.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what was loaded or refused later.</param>
    /// <exception cref="CertificateException">It cannot be used.</exception>
    public static GivenCertificates From(string path, string keyPath, TimeProvider time, ILogger log) => new(path, keyPath, time, log);

    /// <inheritdoc/>
    public ValueTask<ServedCertificate> ForAsync(string serverName, IPAddress? local, CancellationToken cancel) => ValueTask.FromResult(Current);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Looks whether the files have changed, and loads them then.</summary>
    internal void Look()
    {
        string state = StateOfFiles();
        if (state == _seen) return;
        _seen = state;
        try
        {
            _loaded = Load();
            LogLoaded(_path, Current.Names, Current.Certificate.NotAfter);
        }
        catch (CertificateException e)
        {
            LogRefused(e.Message, Current.Certificate.NotAfter);
        }
    }

    private string StateOfFiles() => FileState.Of(_path) + FileState.Of(_keyPath);

    private Loaded Load()
    {
        const string Kept = "Give a certificate and its key as PEM with --cert and --key.";
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(_path, _keyPath);
            var now = _time.GetUtcNow();
            if (now > certificate.NotAfter) throw new CertificateException($"The certificate '{_path}' has expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC. Renew it.");
            if (now < certificate.NotBefore) throw new CertificateException($"The certificate '{_path}' is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on only. Check this machine's clock, or give one that is valid now.");
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(_path);
            var chain = new X509Certificate2Collection(all.Skip(1).ToArray());
            var root = all.Count > 1 ? all[^1] : IsSelfSigned(certificate) ? certificate : null;
            return new Loaded(
                new ServedCertificate(certificate, chain),
                root is not null && IsSelfSigned(root) ? root.ExportCertificatePem() + "\n" : null,
                root is not null && IsSelfSigned(root) ? ServedCertificate.FingerprintOf(root) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"The certificate '{_path}' or its key '{_keyPath}' cannot be read: {e.Message.TrimEnd('.')}. {Kept}", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"'{_path}' and '{_keyPath}' are no certificate and the key that belongs to it: {e.Message.TrimEnd('.')}. {Kept}", e);
        }
    }

    private static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    [LoggerMessage(EventId = 402, Level = LogLevel.Information, Message = "The certificate {Path} was read again; it names {Names} and is valid until {NotAfter:u}")]
    private partial void LogLoaded(string path, CertificateNames names, DateTime notAfter);

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "{Sentence} Until then the old certificate is served, which is valid until {NotAfter:u}")]
    private partial void LogRefused(string sentence, DateTime notAfter);

    /// <summary>What the files held.</summary>
    private sealed record Loaded(ServedCertificate Served, string? AuthorityPem, string? AuthorityFingerprint);
}
