namespace Ashiato.Tests.EndToEnd;

public sealed class RolesTests
{
    private const string AnyPort = "127.0.0.1:0";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_processes_do_what_one_does()
    {
        using var data = new TemporaryFolder();
        await using var store = await StoreAsync(data);
        await using var server = await RoleAsync("server", "--server", store);
        await using var console = await RoleAsync("console", "--console", store);

        await SendAsync(server, Trace);

        var trace = await TraceJson.FindAsync(console, TraceId, Cancel);
        Assert.Equal("GET /items", Assert.Single(trace!.Rows).Name);
        Assert.Equal("ready\n", await console.Http.GetStringAsync(new Uri(console.Console!, "readyz"), Cancel));
    }

    [Fact]
    public async Task A_server_whose_store_is_away_is_not_ready_and_is_again_when_the_store_comes_back()
    {
        using var data = new TemporaryFolder();
        string listen = $"127.0.0.1:{FreePort.Find()}";
        var store = await StoreAsync(data, listen);
        await using var server = await RoleAsync("server", "--server", store);

        store.Process.Terminate();
        await store.Process.WaitForExitAsync();
        await store.DisposeAsync();
        using var away = await server.Http.GetAsync(new Uri(server.Server!, "readyz"), Cancel);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("cannot be reached", await away.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await using var back = await StoreAsync(data, listen);
        await SendAsync(server, Trace);
        Assert.Equal("ready\n", await server.Http.GetStringAsync(new Uri(server.Server!, "readyz"), Cancel));
    }

    [Fact]
    public async Task A_store_with_a_token_answers_nobody_without_it()
    {
        using var data = new TemporaryFolder();
        await using var store = await StoreAsync(data);

        using var answer = await store.Http.GetAsync(new Uri(store.Store!, "store/v1/status"), Cancel);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_console_with_a_password_answers_nobody_without_it()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--console-password", "s3cret");

        using var stranger = await ashiato.Http.GetAsync(new Uri(ashiato.Console!, "api/services"), Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ashiato.Console!, "api/services"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("elastic:s3cret"u8));
        using var friend = await ashiato.Http.SendAsync(request, Cancel);

        Assert.Equal((System.Net.HttpStatusCode.Unauthorized, System.Net.HttpStatusCode.OK), (stranger.StatusCode, friend.StatusCode));
    }

    [Fact]
    public async Task A_console_shows_its_store_a_certificate_with_those_in_between_and_another_one_without_a_restart()
    {
        using var data = new TemporaryFolder();
        using var issuer = new TestIssuer(data.Path);
        issuer.Issue("localhost", "127.0.0.1");
        string client = Path.Combine(data.Path, "client.pem"), key = Path.Combine(data.Path, "client.key");
        issuer.IssueBehindAnother(client, key);
        string[] tls = ["--cert", issuer.CertificatePath, "--key", issuer.KeyPath];
        await using var store = await AshiatoProcess.StartRoleAsync(["store", "--data", data.Path, "--store", AnyPort, "--store-token", Token, "--client-ca", issuer.AuthorityPath, .. tls]);
        await using var console = await AshiatoProcess.StartRoleAsync(
            "console", "--console", AnyPort, "--store-url", store.Store!.ToString(), "--store-token", Token, "--store-ca", issuer.AuthorityPath, "--store-cert", client, "--store-key", key);
        Assert.Equal("ready\n", await console.Http.GetStringAsync(new Uri(console.Console!, "readyz"), Cancel));

        // One of an authority that the store does not trust is refused, so a console that shows it has read it.
        using var others = new TemporaryFolder();
        using var stranger = new TestIssuer(others.Path);
        stranger.IssueBehindAnother(client, key);
        await Eventually.GetAsync("The refusal", async () => await ReadyAsync() ? null : "", Cancel);
        issuer.IssueBehindAnother(client, key);
        await Eventually.GetAsync("The end of it", async () => await ReadyAsync() ? "" : null, Cancel);

        async Task<bool> ReadyAsync()
        {
            using var answer = await console.Http.GetAsync(new Uri(console.Console!, "readyz"), Cancel);
            return answer.IsSuccessStatusCode;
        }
    }

    private const string Token = "between-us";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static string Trace =>
        $$$"""
        {"metadata":{"service":{"name":"shop","agent":{"name":"test","version":"1"} } } }
        {"transaction":{"id":"00f067aa0ba902b7","trace_id":"{{{TraceId}}}","name":"GET /items","type":"request","duration":12,"timestamp":{{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}}000,"span_count":{"started":0} }}
        """;

    private static Task<AshiatoProcess> StoreAsync(TemporaryFolder data, string listen = AnyPort) =>
        AshiatoProcess.StartRoleAsync("store", "--data", data.Path, "--store", listen, "--store-token", Token);

    private static Task<AshiatoProcess> RoleAsync(string role, string listener, AshiatoProcess store) =>
        AshiatoProcess.StartRoleAsync(role, listener, AnyPort, "--store-url", store.Store!.ToString(), "--store-token", Token);

    private static async Task SendAsync(AshiatoProcess server, string events)
    {
        using var content = new StringContent(events, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await server.Http.PostAsync(new Uri(server.Server!, "intake/v2/events"), content, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }
}
