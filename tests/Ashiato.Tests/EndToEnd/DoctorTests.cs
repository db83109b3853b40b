using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Real clients fail in earnest, and the doctor says why.</summary>
public sealed class DoctorTests
{
    private const string Token = "s3cret";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_failure_of_a_real_client_is_told_below_api_and_on_the_open_page()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync(trustsAnyone: true);
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--tls", "on", "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!, Authority(data));
        await browser.Page.GotoAsync($"{ashiato.Console}doctor");

        foreach (var (cause, fail) in new FailingClients(ashiato, Authority(data), Token).All)
        {
            await fail();

            var finding = await doctor.FindAsync(cause);
            Assert.Equal("127.0.0.1", finding.Client);
            // The page was opened before: it goes on by itself.
            await Expect(browser.Page.Locator($"details[data-cause={char.ToUpperInvariant(cause[0])}{cause[1..]}]").First).ToBeVisibleAsync();
        }

        var shop = Assert.Single((await doctor.ReadAsync()).Losses, losses => losses.Service == "shop");
        Assert.True(shop is { Received: > 0, Rejected: > 0, SampledOut: 12, Expired: 1 }, shop.ToString());
        Assert.DoesNotContain("secret=1", ashiato.Process.Error, StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task TLS_at_a_plain_port_and_a_preface_that_is_none_appear_on_the_waiting_page()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        using var doctor = new DoctorApi(ashiato.Console!);
        await browser.Page.GotoAsync(ashiato.Console!.ToString());

        await using var curl = ChildProcess.Start(Tool.Require("curl", "curl"), ["-sS", $"https://{ashiato.Server!.Authority}/"]);
        await curl.WaitForExitAsync();

        Assert.Contains("export ELASTIC_APM_SERVER_URL=http://", (await doctor.FindAsync("tlsOnPlainPort")).Mendings.First(mending => mending.Kind == "go").Lines, StringComparison.Ordinal);
        await Expect(browser.Page.GetByText("TLS on a plain port")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_agent_that_does_not_know_the_authority_is_told_so_and_delivers_once_it_does()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--tls", "on", "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!, Authority(data));

        await using (var distrusting = await NodeService.StartAsync("stock", ashiato.Server!, Token))
        {
            await AskAsync(distrusting);
            var finding = await doctor.FindAsync("unknownAuthority");
            Assert.Contains(finding.Mendings, mending => mending.Kind == "nodeJs" && mending.Lines.Contains("ELASTIC_APM_SERVER_CA_CERT_FILE", StringComparison.Ordinal));
        }
        await using (var careless = await NodeService.StartAsync("stock", ashiato.Server!, Token, new() { ["ELASTIC_APM_VERIFY_SERVER_CERT"] = "false" }))
        {
            await AskAsync(careless);
            await doctor.FindAsync("delivered", finding => finding is { Service: "stock", Kind: "nodeJs" });
        }
        await using var trusting = await NodeService.StartAsync("stock", ashiato.Server!, Token, new() { ["ELASTIC_APM_SERVER_CA_CERT_FILE"] = Authority(data), ["ELASTIC_APM_ENVIRONMENT"] = "trusting" });
        long before = (await doctor.FindAsync("delivered", finding => finding.Service == "stock")).Count;
        await AskAsync(trusting);
        await doctor.FindAsync("delivered", finding => finding.Service == "stock" && finding.Count > before);
    }

    [Fact]
    public async Task The_story_s_failure_is_named_and_ends_when_the_certificate_names_the_address()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        using var issuer = new TestIssuer(data.Path);
        issuer.Issue("myapm-server.default.svc");
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--cert", issuer.CertificatePath, "--key", issuer.KeyPath, "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!, issuer.AuthorityPath, anyName: true);

        // It dials an address that the certificate does not name, knows the authority, and verifies.
        await using var agent = await NodeService.StartAsync("stock", ashiato.Server!, Token, new() { ["ELASTIC_APM_SERVER_CA_CERT_FILE"] = issuer.AuthorityPath });
        await AskAsync(agent);
        var finding = await doctor.FindAsync("nameNotInCertificate");
        Assert.Equal("127.0.0.1", finding.Dialled);
        Assert.Equal("The client does not find 127.0.0.1 in the certificate, and ended the handshake.", finding.Verdict);

        issuer.Issue("myapm-server.default.svc", "127.0.0.1");

        // The same process, without being told to skip verification.
        await Eventually.GetAsync("The delivery of the same agent", async () =>
        {
            await AskAsync(agent);
            return (await doctor.ReadAsync()).Findings.FirstOrDefault(found => found is { Cause: "delivered", Service: "stock" });
        }, Cancel);
    }

    [Fact]
    public async Task An_address_that_nobody_named_is_in_the_certificate_when_it_is_dialled()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartRoleAsync(
            "--data", data.Path, "--server", "0.0.0.0:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0", "--tls", "on", "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!, Authority(data));

        var dialled = new UriBuilder(ashiato.Server!) { Host = "127.7.7.7" }.Uri;
        await using var agent = await NodeService.StartAsync("stock", dialled, Token, new() { ["ELASTIC_APM_SERVER_CA_CERT_FILE"] = Authority(data) });
        await AskAsync(agent);

        await doctor.FindAsync("delivered", finding => finding.Service == "stock");
        Assert.Contains("The certificate now also names 127.7.7.7", ashiato.Process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenTelemetry_SDK_without_its_token_is_told_its_own_lines()
    {
        string folder = Repository.Path("tests", "agents", "opentelemetry");
        await NodePackages.InstallAsync(folder);
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!);

        await using var sdk = ChildProcess.Start(Tool.Node, ["shop.js"], new Dictionary<string, string>
        {
            ["OTEL_SERVICE_NAME"] = "shop",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = ashiato.Server!.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_NODE_RESOURCE_DETECTORS"] = "env",
        }, folder);

        var finding = await doctor.FindAsync("missingCredentials");
        Assert.Equal("openTelemetry", finding.Kind);
        Assert.Equal("export OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20SECRET_TOKEN", finding.Mendings[0].Lines);
    }

    [Fact]
    public async Task An_agent_that_samples_nothing_is_noticed()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        using var doctor = new DoctorApi(ashiato.Console!);

        await using var agent = await NodeService.StartAsync("stock", ashiato.Server!, Token, new() { ["ELASTIC_APM_TRANSACTION_SAMPLE_RATE"] = "0", ["ELASTIC_APM_METRICS_INTERVAL"] = "1s" });
        await AskAsync(agent);

        var finding = await doctor.FindAsync("nothingSampled");
        Assert.Equal("stock", finding.Service);
        Assert.Contains("export ELASTIC_APM_TRANSACTION_SAMPLE_RATE=1.0", finding.Mendings.Select(mending => mending.Lines));
    }

    [Fact]
    public async Task A_page_that_sends_too_much_and_an_agent_without_its_token_are_told_apart()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--rum", "on", "--secret-token", Token);
        using var doctor = new DoctorApi(ashiato.Console!);
        var clients = new FailingClients(ashiato, "", Token);

        await clients.FloodAsync();
        await doctor.FindAsync("rateLimited");
        await clients.SendWithoutTokenAsync();
        await doctor.FindAsync("missingCredentials");
    }

    [Fact]
    public async Task While_the_store_is_away_it_is_remembered_that_events_were_refused()
    {
        using var data = new TemporaryFolder();
        string address = $"127.0.0.1:{FreePort.Find()}";
        var store = await AshiatoProcess.StartRoleAsync("store", "--data", data.Path, "--store", address);
        await using var server = await AshiatoProcess.StartRoleAsync("server", "--server", "127.0.0.1:0", "--store-url", $"http://{address}", "--data", data.Path);
        await store.DisposeAsync();

        using var body = new ByteArrayContent(IsucariStream.Recent(IsucariStream.Bodies().First()));
        body.Headers.ContentType = new("application/x-ndjson");
        using var answer = await server.Http.PostAsync(new Uri(server.Server!, "intake/v2/events"), body, Cancel);
        Assert.True((int)answer.StatusCode >= 500, answer.StatusCode.ToString());

        await using var again = await AshiatoProcess.StartRoleAsync("store", "--data", data.Path, "--store", address);
        await using var console = await AshiatoProcess.StartRoleAsync("console", "--console", "127.0.0.1:0", "--store-url", $"http://{address}", "--data", data.Path);
        using var doctor = new DoctorApi(console.Console!);
        Assert.Equal("isucari", (await doctor.FindAsync("queueFull")).Service);
    }

    private static string Authority(TemporaryFolder data) => Path.Combine(data.Path, "tls", "ca.crt");

    private static async Task AskAsync(NodeService service)
    {
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(service.Url, "stock/7"), Cancel);
    }
}
