using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Ashiato.Certificates;

/// <summary>Certificates of an authority of our own, which follow the addresses that people dial.</summary>
/// <remarks>
/// A certificate names this machine, what the operator has named, and what clients have dialled: the addresses at which they arrived, and names
/// that lead to this machine. When one is learned, or the certificate comes to its end, the next connection gets a new one; those that are
/// open keep theirs. The certificate is kept, so that what was learned survives a restart.
/// </remarks>
public sealed partial class OwnCertificates : IServerCertificates
{
    /// <summary>So many names and addresses at most, beside those of the machine and its operator.</summary>
    internal const int MaxLearned = 64;

    private readonly Authority _authority;
    private readonly string _folder;
    private readonly CertificateNames _certain;
    private readonly NameResolver _resolver;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _issuing = new();
    private volatile ServedCertificate _current;

    private OwnCertificates(Authority authority, string folder, CertificateNames certain, NameResolver resolver, TimeProvider time, ILogger log)
    {
        (_authority, _folder, _certain, _resolver, _time, _log) = (authority, folder, certain, resolver, time, log);
        _current = Found() ?? Issue(certain);
    }

    /// <inheritdoc/>
    public ServedCertificate Current => IsEnding(_current.Certificate) ? Renew() : _current;

    /// <inheritdoc/>
    public string AuthorityPem => _authority.Pem;

    /// <inheritdoc/>
    public string AuthorityFingerprint => ServedCertificate.FingerprintOf(_authority.Certificate);

    /// <summary>The certificates of a folder, made when there are none.</summary>
    /// <param name="folder">Where authority, certificate and keys are kept; only the owner can read them.</param>
    /// <param name="configured">What the operator has named: host names, addresses, and <c>*.</c> before a domain.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what was learned.</param>
    /// <exception cref="CertificateException">The folder cannot be used, or a name is none.</exception>
    public static OwnCertificates In(string folder, IEnumerable<string> configured, TimeProvider time, ILogger log) =>
        In(folder, configured, Dns.GetHostAddressesAsync, time, log);

    /// <summary>The same, with another way to look names up.</summary>
    internal static OwnCertificates In(string folder, IEnumerable<string> configured, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time, ILogger log)
    {
        var certain = HostAddresses.Read();
        foreach (string name in configured)
        {
            if (!certain.Add(name) && !certain.Covers(name))
                throw new CertificateException($"'{name}' is neither a host name nor an address that a certificate can name; write such as apm.example.org, *.example.org or 203.0.113.7.");
        }
        return new OwnCertificates(Authority.In(folder, time.GetUtcNow()), folder, certain, new NameResolver(resolve, time), time, log);
    }

    /// <inheritdoc/>
    public async ValueTask<ServedCertificate> ForAsync(string serverName, IPAddress? local, CancellationToken cancel)
    {
        var current = Current;
        // Whoever gives no name has dialled an address; behind a load balancer it is another than this one.
        if (serverName.Length == 0)
            return local is null || current.Names.Covers(local) ? current : Learn(local.ToString());
        if (current.Names.Covers(serverName) || !CertificateNames.IsHostName(serverName) || serverName.StartsWith('*')) return current;
        return await _resolver.LeadsHereAsync(serverName.ToLowerInvariant(), cancel) ? Learn(serverName) : current;
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();

    private ServedCertificate Learn(string host)
    {
        lock (_issuing)
        {
            var names = _current.Names.Copy();
            if (names.Count >= _certain.Count + MaxLearned || !names.Add(host)) return _current;
            _current = Issue(names);
        }
        LogLearned(host);
        return _current;
    }

    private ServedCertificate Renew()
    {
        lock (_issuing)
        {
            if (IsEnding(_current.Certificate)) _current = Issue(_current.Names);
            return _current;
        }
    }

    /// <summary>Two thirds of its time are over.</summary>
    private bool IsEnding(X509Certificate2 certificate) => certificate.NotAfter - _time.GetUtcNow() < Authority.ServerLifetime / 3;

    private string CertificatePath => Path.Combine(_folder, "server.crt");

    private string KeyPath => Path.Combine(_folder, "server.key");

    /// <summary>The certificate that was kept, with what it names already; <see langword="null"/> when there is none that can still be used.</summary>
    private ServedCertificate? Found()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath)) return null;
        try
        {
            var found = X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
            bool isOurs = found.IssuerName.RawData.AsSpan().SequenceEqual(_authority.Certificate.SubjectName.RawData);
            if (isOurs && !IsEnding(found) && CertificateNames.Of(found).Contains(_certain)) return new ServedCertificate(found, [_authority.Certificate]);
            if (!isOurs) return null;
            // What was learned stays; what this machine or its operator calls it now comes to it.
            var names = _certain.Copy();
            foreach (string name in CertificateNames.Of(found).All.Take(MaxLearned)) names.Add(name);
            return Issue(names);
        }
        catch (CryptographicException)
        {
            // It can be made again.
            return null;
        }
    }

    private ServedCertificate Issue(CertificateNames names)
    {
        var issued = _authority.Issue(names, _time.GetUtcNow());
        try
        {
            KeyFile.Write(KeyPath, issued.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
            KeyFile.Write(CertificatePath, issued.ExportCertificatePem() + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It serves all the same; the next start makes another.
            LogNotKept(CertificatePath, e.Message);
        }
        return new ServedCertificate(issued, [_authority.Certificate]);
    }

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "The certificate now also names {Host}, which a client has dialled")]
    private partial void LogLearned(string host);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "The certificate could not be kept as {Path}: {Reason}")]
    private partial void LogNotKept(string path, string reason);
}
