using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Real clients that fail to deliver, each in its own way. The server speaks TLS.</summary>
/// <param name="ashiato">To whom.</param>
/// <param name="authority">The certificate of its authority.</param>
/// <param name="token">What it asks for.</param>
internal sealed class FailingClients(AshiatoProcess ashiato, string authority, string token)
{
    private static readonly string s_curl = Tool.Require("curl", "curl");
    private static readonly string s_openssl = Tool.Require("OpenSSL", "openssl");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Server => ashiato.Server!.ToString().TrimEnd('/');

    private string Peer => ashiato.Server!.Authority;

    private static long NowMicros => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>What is found, and who makes it.</summary>
    public IEnumerable<(string Cause, Func<Task> Fail)> All =>
    [
        ("unknownAuthority", () => RunAsync(s_curl, "-sS", Server)),
        ("nameNotInCertificate", () => CurlAsync("--resolve", $"apm.example.org:{ashiato.Server!.Port}:127.0.0.1", $"https://apm.example.org:{ashiato.Server!.Port}/")),
        ("tlsVersion", () => RunAsync(s_openssl, "s_client", "-connect", Peer, "-tls1", "-cipher", "ALL:@SECLEVEL=0")),
        ("tlsCipher", () => RunAsync(s_openssl, "s_client", "-connect", Peer, "-tls1_2", "-cipher", "AES128-SHA")),
        ("plainHttpOnTlsPort", PlainHttpAsync),
        ("http2Preface", () => SayAsync("PRI * HTTP/2.0\r\n\r\nWRONG")),
        ("silent", () => SayAsync("")),
        ("tlsHandshake", () => SayAsync("\u0016\u0003\u0001\0\u0005hello")),
        ("missingCredentials", () => PostAsync("{}")),
        ("malformedCredentials", () => PostAsync("{}", "-H", "Authorization: Basic dTpw")),
        ("wrongSecretToken", () => PostAsync("{}", "-H", "Authorization: Bearer not-it")),
        ("wrongApiKey", () => PostAsync("{}", "-H", "Authorization: ApiKey bm90OmtleQ==")),
        ("notPermitted", SendByReadersKeyAsync),
        ("wrongPath", () => CurlAsync("-d", "{}", $"{Server}/v1/trace")),
        ("wrongPort", () => CurlAsync("-d", "{}", $"{ashiato.Store!.ToString().TrimEnd('/')}/intake/v2/events")),
        ("wrongProtocol", () => CurlAsync("--http1.1", "-d", "{}", "-H", "Content-Type: application/grpc", $"{Server}/opentelemetry.proto.collector.trace.v1.TraceService/Export")),
        ("eventsRejected", () => SendAsync("""{"span":{"id":"x"}}""")),
        ("tooLarge", () => SendAsync($$"""{"transaction":{"id":"{{new string('x', 400_000)}}"} }""")),
        ("clockOff", () => SendAsync(Transaction(NowMicros + 90_000_000))),
        ("eventsTooOld", () => SendAsync(Transaction(NowMicros - (long)TimeSpan.FromDays(30).TotalMicroseconds))),
        ("nothingSampled", () => SendAsync(string.Join('\n', Enumerable.Range(0, 12).Select(_ => Transaction(NowMicros, isSampled: false))))),
    ];

    /// <summary>Sends more than a page may.</summary>
    public async Task FloodAsync()
    {
        using var file = new TemporaryFile(Metadata + "\n" + string.Join('\n', Enumerable.Repeat(Transaction(NowMicros), 2_000)));
        // One stream is slowed down; whoever comes while it is has to go. On a busy machine the second may come when the first is over.
        const string TooManyRequests = "answered 429";
        bool isRefused = false;
        for (int flood = 0; !isRefused; flood++)
        {
            Assert.True(flood < 10, "Whoever came while a stream was slowed down was let in, each time.");
            var slowed = PostAsync("@" + file.Path);
            while (!slowed.IsCompleted) isRefused |= (await PostAsync("{}")).Contains(TooManyRequests, StringComparison.Ordinal);
            await slowed;
        }

        Task<string> PostAsync(string body) => RunAsync(s_curl, "-sS", "-w", "answered %{http_code}", "--data-binary", body, "-H", "Content-Type: application/x-ndjson", $"{Server}/intake/v2/rum/events");
    }

    /// <summary>Sends as a backend's agent that was given no token.</summary>
    public Task SendWithoutTokenAsync() => RunAsync(
        s_curl, "-sS", "--data-binary", Metadata.Replace("rum-js", "nodejs", StringComparison.Ordinal) + "\n" + Transaction(NowMicros), "-H", "Content-Type: application/x-ndjson", $"{Server}/intake/v2/events");

    private const string Metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"rum-js","version":"5"}}}}""";

    private static string Transaction(long micros, bool isSampled = true) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"transaction":{"id":"00000000000000a1","trace_id":"000000000000000000000000000000a1","type":"request","duration":3,"timestamp":{{{micros}}},"sampled":{{{(isSampled ? "true" : "false")}}},"span_count":{"started":0} }}""");

    /// <summary>Sends events by a key that may only read an agent's configuration.</summary>
    private async Task SendByReadersKeyAsync()
    {
        string data = Path.GetDirectoryName(Path.GetDirectoryName(authority))!;
        await using var made = AshiatoProcess.Launch(["apikey", "create", "--name", "reader", "--privilege", "config_agent:read", "--data", data]);
        Assert.Equal(0, await made.WaitForExitAsync());
        await PostAsync(Metadata + "\n" + Transaction(NowMicros), "-H", $"Authorization: ApiKey {made.Output.Split("ELASTIC_APM_API_KEY=")[1].Trim()}");
    }

    private async Task PlainHttpAsync()
    {
        string answer = await RunAsync(s_curl, "-sS", "-i", $"http://{Peer}/?secret=1");
        Assert.Contains("400 Bad Request", answer, StringComparison.Ordinal);
        Assert.Contains("This port speaks TLS", answer, StringComparison.Ordinal);
    }

    private Task SendAsync(string lines) => PostAsync(Metadata + "\n" + lines, "-H", $"Authorization: Bearer {token}");

    private async Task PostAsync(string body, params string[] more)
    {
        using var file = new TemporaryFile(body);
        await CurlAsync(["--data-binary", "@" + file.Path, "-H", "Content-Type: application/x-ndjson", .. more, $"{Server}/intake/v2/events"]);
    }

    private Task<string> CurlAsync(params string[] arguments) => RunAsync(s_curl, ["-sS", "--cacert", authority, .. arguments]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using var process = ChildProcess.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.Output;
    }

    /// <summary>Says something without TLS and leaves. What begins HTTP/2 says it within TLS.</summary>
    private async Task SayAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ashiato.Server!.Port, Cancel);
        Stream stream = client.GetStream();
        if (text.StartsWith("PRI", StringComparison.Ordinal))
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPemFile(authority);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2], CertificateChainPolicy = trust }, Cancel);
            stream = tls;
        }
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);
        await stream.DisposeAsync();
    }
}
