using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Who may come in: the whole program, from its first start.</summary>
public sealed class AccessTests
{
    private const string AnyPort = "127.0.0.1:0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_secrets_and_shows_them_once_and_later_starts_know_them()
    {
        using var data = new TemporaryFolder();
        string password, agents, store;
        await using (var first = await AshiatoProcess.StartAsync(data, "--init"))
        {
            string output = first.Process.Output;
            (password, agents, store) = (Line(output, "password"), Line(output, "token of agents"), Line(output, "token of store"));
        }
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--init");

        Assert.DoesNotContain(password, ashiato.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("shown only now", ashiato.Process.Output, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await GetAsync(ashiato, ashiato.Console!, "api/services", Basic(password)), await GetAsync(ashiato, ashiato.Console!, "api/services", null)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await GetAsync(ashiato, ashiato.Store!, "_search", Basic(password)), await GetAsync(ashiato, ashiato.Store!, "_search", null)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await GetAsync(ashiato, ashiato.Store!, "settings/v1/documents?kind=user", new("Bearer", store)), await GetAsync(ashiato, ashiato.Store!, "settings/v1/documents?kind=user", new("Bearer", agents))));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await GetAsync(ashiato, ashiato.Store!, "store/v1/status", new("Bearer", store)), await GetAsync(ashiato, ashiato.Store!, "store/v1/status", null)));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (await SendEventsAsync(ashiato, agents), await SendEventsAsync(ashiato, store)));
    }

    [Theory]
    [InlineData("server", "--secret-token")]
    [InlineData("store", "--store-token")]
    [InlineData("console", "--console-password")]
    public async Task A_role_that_other_machines_can_reach_needs_its_secret(string role, string secret)
    {
        using var data = new TemporaryFolder();
        string[] arguments = ["--data", data.Path, .. new[] { "server", "store", "console" }.SelectMany(each => new[] { "--" + each, each == role ? "0.0.0.0:0" : AnyPort })];
        await using var refused = AshiatoProcess.Launch(arguments);
        Assert.Equal(1, await refused.WaitForExitAsync());

        string sentence = Assert.Single(refused.Error.TrimEnd().Split('\n'));
        Assert.StartsWith($"ashiato: The {role} would be open to other machines on 0.0.0.0:0; make a password and tokens with --init, or give {secret}", sentence, StringComparison.Ordinal);
        // Both start.
        await using (await AshiatoProcess.StartRoleAsync([.. arguments, "--insecure"])) await Task.CompletedTask;
        await using (await AshiatoProcess.StartRoleAsync([.. arguments, "--init"])) await Task.CompletedTask;
    }

    [Fact]
    public async Task A_session_is_known_to_every_console_and_outlives_a_restart_and_its_end_counts_everywhere()
    {
        using var data = new TemporaryFolder();
        await using var store = await AshiatoProcess.StartRoleAsync("store", "--data", data.Path, "--store", AnyPort, "--store-token", "between-us");
        await RunAsync("users", "add", "elastic", "--role", "admin", "--data", data.Path);
        string password = Line(await RunAsync("users", "password", "elastic", "--data", data.Path), "password");
        await using var one = await ConsoleAsync(store);
        string cookie = await SignInAsync(one, "elastic", password);
        await using var two = await ConsoleAsync(store);

        Assert.Equal(HttpStatusCode.OK, await GetWithCookieAsync(one, cookie));
        Assert.Equal(HttpStatusCode.OK, await GetWithCookieAsync(two, cookie));
        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync(two, "logout", cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetWithCookieAsync(two, cookie));
        await Eventually.GetAsync("The end of the session at the other console", async () => await GetWithCookieAsync(one, cookie) == HttpStatusCode.Unauthorized ? "ended" : null, Cancel);
    }

    [Fact]
    public async Task A_store_with_users_and_without_a_token_keeps_its_settings_to_itself()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(ashiato, ashiato.Store!, "settings/v1/documents?kind=user", null));

        await RunAsync("users", "add", "elastic", "--role", "admin", "--store-url", ashiato.Store!.ToString());

        await Eventually.GetAsync("The closed door", async () =>
            await GetAsync(ashiato, ashiato.Store!, "settings/v1/documents?kind=user", null) == HttpStatusCode.Unauthorized ? "closed" : null, Cancel);
        await using var refused = AshiatoProcess.Launch(["users", "list", "--store-url", ashiato.Store!.ToString()]);
        Assert.Equal(1, await refused.WaitForExitAsync());
        Assert.Contains("--data", refused.Error, StringComparison.Ordinal);
        Assert.Contains("admin", await RunAsync("users", "list", "--data", data.Path), StringComparison.Ordinal);
        // Whoever may read the data directory is no stranger.
        Assert.Contains("all is sound", await RunAsync("store", "verify", "--data", data.Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.Path, "store-token")));
    }

    [Theory]
    [InlineData("There is no role 'boss'", "add", "elastic", "--role", "boss")]
    [InlineData("The first user must be an admin", "add", "elastic", "--role", "viewer")]
    [InlineData("at least 8 characters", "add", "elastic", "--role", "admin", "--password-stdin")]
    [InlineData("There is no user 'nobody'", "password", "nobody")]
    [InlineData("There is no user 'nobody'", "role", "nobody", "viewer")]
    [InlineData("There is no user 'nobody'", "remove", "nobody")]
    public async Task What_cannot_be_done_is_said_in_one_sentence(string sentence, string command, params string[] arguments)
    {
        using var data = new TemporaryFolder();
        await using var process = AshiatoProcess.Launch(["users", command, .. arguments, "--data", data.Path]);

        Assert.Equal(1, await process.WaitForExitAsync());

        Assert.StartsWith("ashiato: ", process.Error, StringComparison.Ordinal);
        Assert.Contains(sentence, process.Error, StringComparison.Ordinal);
        Assert.Single(process.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task No_secret_gets_into_the_log_an_address_or_an_error()
    {
        using var data = new TemporaryFolder();
        const string Token = "t0ken-of-agents", StoreToken = "t0ken-of-store", Password = "passw0rd-of-elastic", Wrong = "wr0ng-password", InTheWrongField = "typed-into-name";
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token, "--store-token", StoreToken, "--console-password", Password);
        var answers = new StringBuilder();
        string key = Line(await RunAsync("apikey", "create", "--name", "reads", "--privilege", "event:read", "--data", data.Path), "  ELASTIC_APM_API_KEY=");
        string cookie = await SignInAsync(ashiato, "elastic", Password);
        await PostFormAsync(ashiato, "elastic", Wrong);
        await PostFormAsync(ashiato, InTheWrongField, Wrong);
        foreach (var credentials in new AuthenticationHeaderValue?[] { Basic(Password), Basic(Wrong), new("ApiKey", key), new("ApiKey", key[..^4]), new("Bearer", Token), new("Bearer", StoreToken + "x") })
        {
            foreach (var (role, path) in new[] { (ashiato.Console!, "api/services"), (ashiato.Console!, "api/no-such"), (ashiato.Store!, "_search"), (ashiato.Store!, "store/v1/status"), (ashiato.Server!, "config/v1/agents"), (ashiato.Server!, "intake/v2/events") })
                await GetAsync(ashiato, role, path, credentials);
        }
        await GetWithCookieAsync(ashiato, cookie);
        await GetWithCookieAsync(ashiato, cookie[..^3]);
        await SendEventsAsync(ashiato, Token);
        await SendEventsAsync(ashiato, Token + "x");
        await PostAsync(ashiato, "logout", cookie);
        ashiato.Process.Terminate();
        await ashiato.Process.WaitForExitAsync();

        // The log does tell who came and who tried.
        Assert.Contains("elastic has signed in from 127.0.0.1", ashiato.Process.Error, StringComparison.Ordinal);
        Assert.Contains("A wrong password for elastic from 127.0.0.1", ashiato.Process.Error, StringComparison.Ordinal);
        foreach (string secret in new[] { Token, StoreToken, Password, Wrong, InTheWrongField, key, key[..^4], cookie.Split('=')[1][..40], Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + Password)) })
        {
            Assert.DoesNotContain(secret, ashiato.Process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, ashiato.Process.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
        }

        async Task GetAsync(AshiatoProcess to, Uri role, string path, AuthenticationHeaderValue? credentials)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(role, path)) { Headers = { Authorization = credentials } };
            using var answer = await to.Http.SendAsync(request, Cancel);
            answers.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync(Cancel));
        }

        async Task PostFormAsync(AshiatoProcess to, string user, string password)
        {
            using var answer = await SendFormAsync(to, user, password);
            string html = await answer.Content.ReadAsStringAsync(Cancel);
            // What was typed as a name is shown to the one who typed it, and to nobody else.
            answers.Append(answer.Headers).Append(html.Replace($"value=\"{user}\"", "", StringComparison.Ordinal));
        }
    }

    private static AuthenticationHeaderValue Basic(string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + password)));

    private static Task<AshiatoProcess> ConsoleAsync(AshiatoProcess store) =>
        AshiatoProcess.StartRoleAsync("console", "--console", AnyPort, "--store-url", store.Store!.ToString(), "--store-token", "between-us");

    private static string Line(string output, string name) => output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith(name.Trim(), StringComparison.Ordinal))[name.Trim().Length..].Trim();

    private static async Task<string> RunAsync(params string[] arguments)
    {
        await using var process = AshiatoProcess.Launch(arguments);
        Assert.True(await process.WaitForExitAsync() == 0, process.Error);
        return process.Output;
    }

    private static async Task<HttpStatusCode> GetAsync(AshiatoProcess ashiato, Uri role, string path, AuthenticationHeaderValue? credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(role, path)) { Headers = { Authorization = credentials } };
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SendEventsAsync(AshiatoProcess ashiato, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ashiato.Server!, "intake/v2/events"))
        {
            Content = new StringContent("""{"metadata":{"service":{"name":"shop","agent":{"name":"test","version":"1"}}}}""", new MediaTypeHeaderValue("application/x-ndjson")),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendFormAsync(AshiatoProcess ashiato, string user, string password)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["user"] = user, ["password"] = password });
        return await client.PostAsync(new Uri(ashiato.Console!, "login"), form, Cancel);
    }

    private static async Task<string> SignInAsync(AshiatoProcess ashiato, string user, string password)
    {
        using var answer = await SendFormAsync(ashiato, user, password);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("ashiato-session=", StringComparison.Ordinal)).Split(';')[0];
    }

    private static Task<HttpStatusCode> GetWithCookieAsync(AshiatoProcess ashiato, string cookie) => SendWithCookieAsync(HttpMethod.Get, ashiato, "api/me", cookie);

    private static Task<HttpStatusCode> PostAsync(AshiatoProcess ashiato, string path, string cookie) => SendWithCookieAsync(HttpMethod.Post, ashiato, path, cookie);

    private static async Task<HttpStatusCode> SendWithCookieAsync(HttpMethod method, AshiatoProcess ashiato, string path, string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(method, new Uri(ashiato.Console!, path));
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
