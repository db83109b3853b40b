using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Certificates.Tests;

public sealed class OwnCertificatesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly List<string> _lookedUp = [];
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_certificate_names_this_machine_and_what_the_operator_names()
    {
        using var own = Open("apm.example.org", "203.0.113.7", "*.lb.example.org");

        Assert.All(["localhost", "127.0.0.1", "::1", Environment.MachineName, "APM.example.org", "203.0.113.7", "a.lb.example.org"], host => Assert.True(own.Current.Names.Covers(host), host));
        Assert.All(["lb.example.org", "a.b.lb.example.org", "203.0.113.8", "example.org"], host => Assert.False(own.Current.Names.Covers(host), host));
    }

    [Fact]
    public void A_client_that_knows_the_authority_accepts_it()
    {
        using var own = Open();
        using var authority = X509Certificate2.CreateFromPem(own.AuthorityPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);

        Assert.True(chain.Build(own.Current.Certificate), string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.Equal("1.2.840.10045.2.1", own.Current.Certificate.GetKeyAlgorithm());
        Assert.Equal(256, own.Current.Certificate.GetECDsaPublicKey()!.KeySize);
    }

    [Fact]
    public void Nobody_else_can_read_what_is_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are a thing of Unix.");
        if (OperatingSystem.IsWindows()) return;
        using var own = Open();
        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Equal(4, Directory.GetFiles(Tls).Length);
        foreach (string file in Directory.GetFiles(Tls)) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Tls) & Others);
    }

    [Fact]
    public async Task The_address_at_which_a_client_arrives_is_named_before_the_handshake_goes_on()
    {
        using var own = Open();
        var before = own.Current;

        var served = await own.ForAsync("", IPAddress.Parse("198.51.100.4"), Cancel);

        Assert.True(served.Names.Covers("198.51.100.4"));
        Assert.False(before.Names.Covers("198.51.100.4"));
        Assert.Same(served, own.Current);
        Assert.Same(served, await own.ForAsync("", IPAddress.Parse("::ffff:198.51.100.4"), Cancel));
    }

    [Fact]
    public async Task A_name_is_learned_when_it_leads_here_and_not_otherwise()
    {
        using var own = Open();

        await own.ForAsync("here.example.org", null, Cancel);
        await own.ForAsync("elsewhere.example.org", null, Cancel);
        await own.ForAsync("both.example.org", null, Cancel);
        await own.ForAsync("nowhere.example.org", null, Cancel);
        await own.ForAsync("no host name", null, Cancel);

        Assert.True(own.Current.Names.Covers("here.example.org"));
        Assert.All(["elsewhere.example.org", "both.example.org", "nowhere.example.org", "no host name"], host => Assert.False(own.Current.Names.Covers(host), host));
        Assert.DoesNotContain("no host name", _lookedUp);
    }

    [Fact]
    public async Task A_stranger_s_name_is_looked_up_once_in_five_minutes()
    {
        using var own = Open();

        for (int i = 0; i < 5; i++) await own.ForAsync("elsewhere.example.org", null, Cancel);
        _time.Now += TimeSpan.FromMinutes(6);
        await own.ForAsync("elsewhere.example.org", null, Cancel);

        Assert.Equal(2, _lookedUp.Count);
    }

    [Fact]
    public async Task There_is_an_end_to_what_is_learned()
    {
        using var own = Open();
        int certain = own.Current.Names.Count;

        for (int i = 0; i < 300; i++) await own.ForAsync("", new IPAddress([10, 1, (byte)(i / 250), (byte)(i % 250)]), Cancel);

        Assert.Equal(certain + OwnCertificates.MaxLearned, own.Current.Names.Count);
    }

    [Fact]
    public async Task What_was_learned_and_whom_clients_trust_survive_a_restart()
    {
        using var first = Open();
        string fingerprint = first.AuthorityFingerprint;
        var learned = await first.ForAsync("", IPAddress.Parse("198.51.100.4"), Cancel);

        using var again = Open();
        using var wider = Open("more.example.org");

        Assert.Equal(fingerprint, again.AuthorityFingerprint);
        Assert.Equal(learned.Fingerprint, again.Current.Fingerprint);
        Assert.True(wider.Current.Names.Covers("198.51.100.4") && wider.Current.Names.Covers("more.example.org"));
    }

    [Fact]
    public void The_certificate_is_made_anew_before_it_ends()
    {
        using var own = Open();
        var before = own.Current;

        _time.Now += TimeSpan.FromDays(300);

        Assert.NotEqual(before.Fingerprint, own.Current.Fingerprint);
        Assert.True(own.Current.Certificate.NotAfter > _time.Now.AddDays(390).UtcDateTime.ToLocalTime());
        Assert.True(own.Current.Names.Contains(before.Names));
    }

    [Fact]
    public void A_name_that_is_none_is_refused_with_a_sentence()
    {
        var refusal = Assert.Throws<CertificateException>(() => Open("https://apm.example.org"));

        Assert.Contains("'https://apm.example.org' is neither a host name nor an address", refusal.Message, StringComparison.Ordinal);
    }

    private string Tls => _folder.File("tls");

    private OwnCertificates Open(params string[] configured) => OwnCertificates.In(Tls, configured, LookUp, _time, NullLogger.Instance);

    private Task<IPAddress[]> LookUp(string name, CancellationToken cancel)
    {
        _lookedUp.Add(name);
        return name switch
        {
            "here.example.org" => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            "elsewhere.example.org" => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.99")]),
            "both.example.org" => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("192.0.2.99")]),
            _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
        };
    }
}
