using System.Net;

namespace Ashiato.Tests.EndToEnd;

public sealed class ApiKeyTests
{
    private const string StoreToken = "between-us";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_made_by_command_opens_a_running_server_until_it_is_revoked(bool isByDirectory)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--api-keys", "on", "--store-token", StoreToken);
        string[] where = isByDirectory ? ["--data", data.Path] : ["--store-url", ashiato.Store!.ToString(), "--store-token", StoreToken];

        string made = await RunAsync(["apikey", "create", "--name", "shop", "--expires-days", "1", .. where]);
        string key = made.Split("ELASTIC_APM_API_KEY=")[1].Trim(), id = Line(made, "id");

        Assert.Equal("event:write, config_agent:read", Line(made, "privileges"));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(ashiato, key));
        string list = await RunAsync(["apikey", "list", .. where]);
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);

        await RunAsync(["apikey", "revoke", id, .. where]);
        Assert.Equal("", await RunAsync(["apikey", "list", .. where]));
        await Eventually.GetAsync("The end of the revoked key", async () => await SendAsync(ashiato, key) == HttpStatusCode.Unauthorized ? "refused" : null, Cancel);
    }

    [Theory]
    [InlineData("there is no directory", "list", "--data", "/nowhere/at/all")]
    [InlineData("cannot be reached", "list", "--store-url", "http://127.0.0.1:9")]
    [InlineData("there is no privilege 'everything'", "create", "--name", "a", "--privilege", "everything")]
    [InlineData("is no number of days", "create", "--name", "a", "--expires-days", "-1")]
    [InlineData("there is no key 'none'", "revoke", "none")]
    public async Task What_cannot_be_done_is_said_in_one_sentence(string sentence, string command, params string[] arguments)
    {
        using var data = new TemporaryFolder();
        string[] where = arguments.Contains("--data") || arguments.Contains("--store-url") ? [] : ["--data", data.Path];
        await using var process = AshiatoProcess.Launch(["apikey", command, .. arguments, .. where]);

        Assert.Equal(1, await process.WaitForExitAsync());

        Assert.StartsWith("ashiato: ", process.Error, StringComparison.Ordinal);
        Assert.Contains(sentence, process.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(process.Error.TrimEnd().Split('\n'));
    }

    private static string Line(string output, string name) => output.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();

    private static async Task<string> RunAsync(string[] arguments)
    {
        await using var process = AshiatoProcess.Launch(arguments);
        Assert.True(await process.WaitForExitAsync() == 0, process.Error);
        return process.Output;
    }

    private static async Task<HttpStatusCode> SendAsync(AshiatoProcess ashiato, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ashiato.Server!, "intake/v2/events"))
        {
            Content = new StringContent("""{"metadata":{"service":{"name":"shop","agent":{"name":"test","version":"1"}}}}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson")),
        };
        request.Headers.Authorization = new("ApiKey", key);
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
