using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Ashiato.Certificates.Tests;

public sealed class GivenCertificatesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    private string Certificate => _folder.File("server.pem");

    private string Key => _folder.File("server.key");

    [Fact]
    public void A_new_certificate_is_served_without_a_restart()
    {
        Write("one.example.org");
        using var given = Open();
        Write("two.example.org");

        given.Look();

        Assert.True(given.Current.Names.Covers("two.example.org"));
        Assert.Contains(_log.Lines, line => line.Contains("two.example.org", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_is_expired_or_unreadable_or_not_of_its_key_is_refused_and_the_old_one_kept()
    {
        Write("one.example.org");
        using var given = Open();

        Write("two.example.org", days: -1);
        given.Look();
        File.WriteAllText(Certificate, "nothing");
        given.Look();
        Write("three.example.org");
        string key = File.ReadAllText(Key);
        Write("four.example.org");
        File.WriteAllText(Key, key);
        given.Look();

        Assert.True(given.Current.Names.Covers("one.example.org"));
        Assert.Contains(_log.Lines, line => line.Contains("has expired on", StringComparison.Ordinal));
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("are no certificate and the key that belongs to it", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_bad_one_at_the_start_is_an_error()
    {
        Write("one.example.org", days: -1);

        Assert.Contains("has expired on", Assert.Throws<CertificateException>(Open).Message, StringComparison.Ordinal);
        File.Delete(Key);
        Assert.Contains("cannot be read", Assert.Throws<CertificateException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_signed_itself_is_its_own_authority()
    {
        Write("one.example.org");
        using var given = Open();

        Assert.Equal(given.Current.Fingerprint, given.AuthorityFingerprint);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", given.AuthorityPem, StringComparison.Ordinal);
    }

    private GivenCertificates Open() => GivenCertificates.From(Certificate, Key, _time, _log);

    private void Write(string name, int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=given", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(_time.Now.AddDays(-2), _time.Now.AddDays(days));
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private sealed class RecordingLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
