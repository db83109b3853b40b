using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Who may do what, and what the smaller endpoints answer.</summary>
public sealed class EndpointTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(int Status, string Body)> SendAsync(IntakeServer server, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await server.Client.SendAsync(request, Cancel);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Whatever_the_store_answers_the_server_says_that_it_is_up_and_not_ready()
    {
        await using var server = await IntakeServer.StartAsync(store: new RecordingStore { StatusFault = new Storage.StoreBusyException("The test says so.") });

        var root = await SendAsync(server, HttpMethod.Get, "/");

        Assert.Equal(200, root.Status);
        Assert.False((bool)JsonNode.Parse(root.Body)!["publish_ready"]!);
    }

    [Fact]
    public async Task The_right_token_opens_every_endpoint()
    {
        await using var server = await IntakeServer.StartAsync(static options => options.SecretToken = "hush");
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "hush");

        using var answer = await server.PostAsync(Corpus.Input("minimal"));
        var root = await SendAsync(server, HttpMethod.Get, "/");

        Assert.Equal(202, (int)answer.StatusCode);
        var information = JsonNode.Parse(root.Body)!;
        Assert.Equal(("8.19.0", true), ((string?)information["version"], (bool?)information["publish_ready"]));
        Assert.Matches("^[0-9a-f]+$", (string)information["build_sha"]!);
    }

    [Fact]
    public async Task Unknown_paths_methods_and_content_types_get_the_answers_that_agents_know()
    {
        await using var server = await IntakeServer.StartAsync();

        Assert.Equal((404, "{\"error\":\"404 page not found\"}\n"), await SendAsync(server, HttpMethod.Get, "/healthcheck"));
        Assert.Equal((404, "{\"error\":\"404 page not found\"}\n"), await SendAsync(server, HttpMethod.Post, "/intake/v2/events/"));
        Assert.Equal((405, "{\"error\":\"method not supported: this is the server information endpoint; did you mean to send data to another endpoint instead?\"}\n"),
            await SendAsync(server, HttpMethod.Post, "/"));
        Assert.Equal((405, "{\"error\":\"method not supported: PUT\"}\n"), await SendAsync(server, HttpMethod.Put, "/config/v1/agents"));
        Assert.Equal((400, "{\"accepted\":0,\"errors\":[{\"message\":\"only POST requests are supported\"}]}\n"), await SendAsync(server, HttpMethod.Get, IntakeServer.Events));
        using var json = await server.Client.PostAsync(new Uri(IntakeServer.Events, UriKind.Relative), new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json")), Cancel);
        Assert.Equal("{\"accepted\":0,\"errors\":[{\"message\":\"invalid content type: 'application/json'\"}]}\n", await json.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_empty_body_is_no_error()
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync([], path: IntakeServer.Events + "?verbose");

        Assert.Equal((202, "{\"accepted\":0}\n"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task Those_who_accept_JSON_get_it_indented()
    {
        await using var server = await IntakeServer.StartAsync();

        Assert.Equal((404, "{\n  \"error\": \"404 page not found\"\n}\n"), await SendAsync(server, HttpMethod.Get, "/nothing", ("Accept", "application/json")));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("\"-\"")]
    public async Task The_tag_of_no_configuration_makes_a_round_trip(string tag)
    {
        await using var server = await IntakeServer.StartAsync();
        using var first = await server.Client.GetAsync(new Uri("/config/v1/agents?service.name=shop", UriKind.Relative), Cancel);
        using var posted = await server.Client.PostAsync(new Uri("/config/v1/agents", UriKind.Relative), new StringContent("""{"service":{"name":"shop"}}"""), Cancel);

        Assert.Equal((200, "{}\n", "\"-\""), ((int)first.StatusCode, await first.Content.ReadAsStringAsync(Cancel), first.Headers.NonValidated["ETag"].ToString()));
        Assert.Equal("max-age=30, must-revalidate", first.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("{}\n", await posted.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((304, ""), await SendAsync(server, HttpMethod.Get, "/config/v1/agents?service.name=shop", ("If-None-Match", tag)));
        Assert.Equal((304, ""), await SendAsync(server, HttpMethod.Get, "/config/v1/agents?service.name=shop&ifnonematch=-"));
        Assert.Equal(200, (await SendAsync(server, HttpMethod.Get, "/config/v1/agents?service.name=shop", ("If-None-Match", "\"other\""))).Status);
        Assert.Equal((400, "{\"error\":\"service.name is required\"}\n"), await SendAsync(server, HttpMethod.Get, "/config/v1/agents"));
    }
}
