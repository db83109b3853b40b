using System.Net;
using System.Text.Json;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Api;

/// <summary>What people set through <c>/api/</c>: keys, and what agents are told.</summary>
public sealed class SettingsApiTests
{
    private static Task<ApiServer> StartAsync() => ApiServer.StartAsync(new MemoryEventStore());

    [Fact]
    public async Task A_key_is_made_listed_without_its_secret_and_revoked()
    {
        await using var server = await StartAsync();

        var made = await server.SendAsync(HttpMethod.Post, "/api/api-keys", """{"name":"shop","privileges":["event:write"],"expiresInDays":1}""");

        string id = made.GetProperty("key").GetProperty("id").GetString()!;
        Assert.StartsWith(id + ":", System.Text.Encoding.UTF8.GetString(made.GetProperty("encoded").GetBytesFromBase64()), StringComparison.Ordinal);
        var listed = Assert.Single((await server.GetAsync("/api/api-keys")).EnumerateArray());
        Assert.Equal(["id", "name", "privileges", "createdMicros", "expiresMicros", "hasExpired"], listed.EnumerateObject().Select(member => member.Name));
        Assert.Equal(86_400_000_000, listed.GetProperty("expiresMicros").GetInt64() - listed.GetProperty("createdMicros").GetInt64());

        await server.SendAsync(HttpMethod.Delete, $"/api/api-keys/{id}", expected: HttpStatusCode.NoContent);
        var gone = await server.SendAsync(HttpMethod.Delete, $"/api/api-keys/{id}", expected: HttpStatusCode.NotFound);
        Assert.Contains("There is no API key", gone.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_is_put_replaced_listed_and_deleted()
    {
        await using var server = await StartAsync();

        await server.SendAsync(HttpMethod.Put, "/api/agent-configurations", """{"service":"shop","environment":"production","settings":{"transaction_sample_rate":"0.5"}}""");
        await server.SendAsync(HttpMethod.Put, "/api/agent-configurations", """{"service":"shop","environment":"production","settings":{"transaction_sample_rate":"0.1","unheard_of":"x"}}""");
        await server.SendAsync(HttpMethod.Put, "/api/agent-configurations", """{"settings":{}}""");

        var all = (await server.GetAsync("/api/agent-configurations")).EnumerateArray().ToList();
        Assert.Equal(2, all.Count);
        Assert.False(all[0].TryGetProperty("service", out _));
        Assert.Equal("""{"transaction_sample_rate":"0.1","unheard_of":"x"}""", JsonSerializer.Serialize(all[1].GetProperty("settings")));
        await server.SendAsync(HttpMethod.Delete, "/api/agent-configurations?service=shop&environment=production", expected: HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, "/api/agent-configurations?service=shop&environment=production", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Recording_is_on_until_it_is_switched_off()
    {
        await using var server = await StartAsync();

        Assert.Equal("""{"isOn":true}""", (await server.GetAsync("/api/agents/recording")).GetRawText());
        await server.SendAsync(HttpMethod.Put, "/api/agents/recording", """{"isOn":false}""");
        Assert.Equal("""{"isOn":false,"rate":1}""", (await server.GetAsync("/api/agents/recording")).GetRawText());
        Assert.Empty((await server.GetAsync("/api/agents")).EnumerateArray());
    }

    [Fact]
    public async Task Source_maps_are_listed_and_deleted()
    {
        await using var server = await StartAsync();
        await server.Maps.PutAsync("shop", "1.2", "/js/../bundle.js", "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        var listed = Assert.Single((await server.GetAsync("/api/source-maps")).EnumerateArray());
        Assert.Equal("shop 1.2 /bundle.js 2", $"{listed.GetProperty("service")} {listed.GetProperty("version")} {listed.GetProperty("path")} {listed.GetProperty("sizeBytes")}");
        await server.SendAsync(HttpMethod.Delete, "/api/source-maps?service=shop&version=1.2&path=/bundle.js", expected: HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, "/api/source-maps?service=shop&version=1.2&path=/bundle.js", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_of_another_page_sets_nothing()
    {
        await using var server = await StartAsync();
        using var form = new StringContent("""{"isOn":false}""", System.Text.Encoding.UTF8, "text/plain");

        using var answer = await server.Client.PutAsync(new Uri("/api/agents/recording", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await server.GetAsync("/api/agents/recording")).GetProperty("isOn").GetBoolean());
    }

    [Theory]
    [InlineData("POST", "/api/api-keys", "{}", "A key needs a name")]
    [InlineData("POST", "/api/api-keys", """{"name":"a","privileges":["all"]}""", "There is no privilege 'all'")]
    [InlineData("POST", "/api/api-keys", """{"name":"a","expiresInDays":0}""", "'expiresInDays' is 0")]
    [InlineData("POST", "/api/api-keys", "[", "The body cannot be read")]
    [InlineData("POST", "/api/api-keys", "null", "The body is null")]
    [InlineData("PUT", "/api/agents/recording", "{}", "'isOn' is missing")]
    [InlineData("PUT", "/api/agents/recording", """{"isOn":true,"rate":2}""", "The rate is 2")]
    [InlineData("PUT", "/api/agent-configurations", "{}", "'settings' is missing")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"transaction_sample_rate":"1.5"}}""", "'transaction_sample_rate' is '1.5'; it needs a number from 0 to 1")]
    public async Task What_cannot_be_set_is_refused_in_words(string method, string path, string body, string sentence)
    {
        await using var server = await StartAsync();

        var problem = await server.SendAsync(new HttpMethod(method), path, body, HttpStatusCode.BadRequest);

        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
