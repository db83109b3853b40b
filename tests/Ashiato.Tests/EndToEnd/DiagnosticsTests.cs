using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

/// <summary>One archive for whoever is to help, by one click and by one command: all that they need, and nothing secret.</summary>
public sealed class DiagnosticsTests
{
    private const string Token = "t0ken-of-agents", StoreToken = "t0ken-of-store", Password = "passw0rd-of-elastic";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_and_the_console_give_the_same_parts_without_a_secret()
    {
        using var data = new TemporaryFolder();
        using var output = new TemporaryFolder();
        string path = Path.Combine(output.Path, "for-support.zip");
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token, "--store-token", StoreToken, "--console-password", Password, "--server-url", $"http://user:{Token}@apm.example.org");
        string key;
        await using (var made = AshiatoProcess.Launch(["apikey", "create", "--name", "reads", "--privilege", "event:read", "--data", data.Path]))
        {
            Assert.True(await made.WaitForExitAsync() == 0, made.Error);
            key = made.Output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("ELASTIC_APM_API_KEY=", StringComparison.Ordinal))["ELASTIC_APM_API_KEY=".Length..];
        }
        foreach (var credentials in new AuthenticationHeaderValue[] { new("Bearer", Token), new("Bearer", Token + "-wrong"), new("ApiKey", key) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ashiato.Server!, "intake/v2/events"))
            {
                Content = new StringContent("""{"metadata":{"service":{"name":"shop","agent":{"name":"test","version":"1"}}}}""", new MediaTypeHeaderValue("application/x-ndjson")),
                Headers = { Authorization = credentials },
            };
            (await ashiato.Http.SendAsync(request, Cancel)).Dispose();
        }

        await using var command = AshiatoProcess.Launch(["diagnostics", path, "--data", data.Path]);
        Assert.True(await command.WaitForExitAsync() == 0, command.Error);
        var byCommand = Read(await File.ReadAllBytesAsync(path, Cancel));
        using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(ashiato.Console!, "api/diagnostics"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + Password))) },
        };
        using var answer = await ashiato.Http.SendAsync(asked, Cancel);
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var byConsole = Read(await answer.Content.ReadAsByteArrayAsync(Cancel));

        Assert.Contains(path, command.Output, StringComparison.Ordinal);
        Assert.Equal(byCommand.Keys.Order(), byConsole.Keys.Order());
        foreach (var files in new[] { byCommand, byConsole })
        {
            Assert.Equal("store, server, console", JsonElement.Parse(files["about.json"]).GetProperty("roles").GetString());
            var settings = JsonElement.Parse(files["settings.json"]).EnumerateArray().ToDictionary(line => line.GetProperty("name").GetString()!, line => line.TryGetProperty("value", out var value) ? value.GetString() : null);
            Assert.Equal(("[masked]", "[masked]", "[masked]", data.Path), (settings["secret-token"], settings["store-token"], settings["console-password"], settings["data"]));
            Assert.Equal("http://[masked]@apm.example.org", settings["server-url"]);
            Assert.True(JsonElement.Parse(files["store.json"]).GetProperty("isWritable").GetBoolean());
            Assert.Equal(JsonValueKind.Array, JsonElement.Parse(files["services.json"]).ValueKind);
            Assert.Equal(JsonValueKind.Array, JsonElement.Parse(files["agents.json"]).ValueKind);
            Assert.Equal(JsonValueKind.Array, JsonElement.Parse(files["doctor.json"]).GetProperty("findings").ValueKind);
            Assert.Contains("log.txt", files.Keys);
            foreach (string secret in new[] { Token, StoreToken, Password, key })
                Assert.All(files, file => Assert.DoesNotContain(secret, file.Value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_has_no_right_to_it_gets_none_and_is_told_so_in_one_sentence()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--store-token", StoreToken, "--console-password", Password);
        await using var refused = AshiatoProcess.Launch(["diagnostics", Path.Combine(data.Path, "none.zip"), "--store-url", ashiato.Store!.ToString(), "--store-token", "another"]);
        Assert.Equal(1, await refused.WaitForExitAsync());

        Assert.Contains("does not give its diagnostics", Assert.Single(refused.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data.Path, "none.zip")));
        using var answer = await ashiato.Http.GetAsync(new Uri(ashiato.Console!, "api/diagnostics"), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Dictionary<string, string> Read(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
