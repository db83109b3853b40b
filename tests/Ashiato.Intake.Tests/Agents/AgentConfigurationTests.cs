using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Settings.Agents;

namespace Ashiato.Intake.Tests.Agents;

/// <summary>What agents are told, and what becomes known of them by their asking.</summary>
public sealed class AgentConfigurationTests
{
    private const string Path = "/config/v1/agents";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_agent_gets_its_configuration_once_and_then_304()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "shop", "production", new() { ["transaction_sample_rate"] = "0.5", ["some_new_option"] = "yes" });

        using var first = await GetAsync(server, "?service.name=shop&service.environment=production");
        string tag = Tag(first);
        using var second = await GetAsync(server, "?service.name=shop&service.environment=production", tag);
        using var bare = await GetAsync(server, "?service.name=shop&service.environment=production", tag.Trim('"'));
        using var asked = await GetAsync(server, $"?service.name=shop&service.environment=production&ifnonematch={tag.Trim('"')}");

        Assert.Equal("""{"some_new_option":"yes","transaction_sample_rate":"0.5"}""" + "\n", await first.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((200, "max-age=30, must-revalidate", "Etag"),
            ((int)first.StatusCode, first.Headers.NonValidated["Cache-Control"].ToString(), first.Headers.GetValues("Access-Control-Expose-Headers").Single()));
        Assert.Equal([304, 304, 304], [(int)second.StatusCode, (int)bare.StatusCode, (int)asked.StatusCode]);
        Assert.Equal(tag, Tag(second));
    }

    [Fact]
    public async Task A_change_changes_the_tag()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0.5" });
        using var before = await GetAsync(server, "?service.name=shop");
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0.25" });

        using var after = await GetAsync(server, "?service.name=shop", Tag(before));

        Assert.Equal(200, (int)after.StatusCode);
        Assert.NotEqual(Tag(before), Tag(after));
    }

    [Theory]
    [InlineData("shop", "production", "0.1")]
    [InlineData("shop", "staging", "0.2")]
    [InlineData("shop", null, "0.2")]
    [InlineData("stock", "production", "0.3")]
    [InlineData("stock", "staging", "0.4")]
    public async Task The_most_specific_configuration_counts(string service, string? environment, string rate)
    {
        await using var server = await StartAsync();
        await PutAsync(server, "shop", "production", new() { ["transaction_sample_rate"] = "0.1" });
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0.2" });
        await PutAsync(server, null, "production", new() { ["transaction_sample_rate"] = "0.3" });
        await PutAsync(server, null, null, new() { ["transaction_sample_rate"] = "0.4" });

        using var answer = await PostAsync(server, new JsonObject { ["service"] = new JsonObject { ["name"] = service, ["environment"] = environment }, ["etag"] = "ignored" });

        Assert.Equal(rate, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["transaction_sample_rate"]);
    }

    [Fact]
    public async Task A_service_without_an_environment_has_the_servers()
    {
        await using var server = await StartAsync(options => options.DefaultEnvironment = "production");
        await PutAsync(server, "shop", "production", new() { ["transaction_sample_rate"] = "0.1" });

        using var answer = await GetAsync(server, "?service.name=shop");

        Assert.Contains("0.1", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_is_switched_off_for_all_and_comes_back_at_a_told_rate()
    {
        await using var server = await StartAsync();
        var configurations = new AgentConfigurations(server.Settings, _time);
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0.5", ["capture_body"] = "all" });

        await configurations.SetRecordingAsync(isOn: false, 1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("""{"capture_body":"all","transaction_sample_rate":"0"}""", """{"transaction_sample_rate":"0"}"""), await BothAsync());

        await configurations.SetRecordingAsync(isOn: true, 0.25, Cancel);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("""{"capture_body":"all","transaction_sample_rate":"0.5"}""", """{"transaction_sample_rate":"0.25"}"""), await BothAsync());

        async Task<(string, string)> BothAsync()
        {
            using var shop = await GetAsync(server, "?service.name=shop");
            using var stock = await GetAsync(server, "?service.name=stock");
            return ((await shop.Content.ReadAsStringAsync(Cancel)).TrimEnd(), (await stock.Content.ReadAsStringAsync(Cancel)).TrimEnd());
        }
    }

    [Fact]
    public async Task Who_has_the_current_configuration_becomes_known()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0" });
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "apm-agent-nodejs/4");
        var reports = new AgentReports(server.Settings, _time);

        using var first = await GetAsync(server, "?service.name=shop");
        Assert.False((await ReportedAsync(agent => agent.State.Tag is null)).HasCurrent);
        using var second = await GetAsync(server, "?service.name=shop", Tag(first));
        var agent = await ReportedAsync(agent => agent.State.Tag is not null);

        Assert.True(agent.HasCurrent);
        Assert.Equal(("shop", "127.0.0.1", "apm-agent-nodejs/4", "0"), (agent.State.Service, agent.State.Address, agent.State.Agent, agent.SampleRate));
        _time.Advance(AgentReports.SilentAfter + TimeSpan.FromSeconds(1));
        Assert.Empty(await reports.ReadAsync(Cancel));

        async Task<AgentInstance> ReportedAsync(Func<AgentInstance, bool> isWanted)
        {
            while (true)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                if ((await reports.ReadAsync(Cancel)).SingleOrDefault(isWanted) is { } agent) return agent;
                await Task.Delay(5, Cancel);
            }
        }
    }

    [Fact]
    public async Task A_service_that_sends_and_never_asks_is_known_as_silent_until_it_asks_or_is_gone()
    {
        await using var server = await StartAsync();
        var reports = new AgentReports(server.Settings, _time);

        await SendAsync("shop");
        await SendAsync("stock");
        Assert.Equal([("shop", "nodejs"), ("stock", "nodejs")], await SilentAsync(2));
        (await GetAsync(server, "?service.name=shop")).Dispose();
        Assert.Equal([("stock", "nodejs")], await SilentAsync(1));
        _time.Advance(AgentReports.SilentAfter + TimeSpan.FromSeconds(1));
        Assert.Empty(await reports.ReadSilentAsync(Cancel));

        async Task SendAsync(string service)
        {
            using var body = new StringContent($$$$"""
                {"metadata":{"service":{"name":"{{{{service}}}}","agent":{"name":"nodejs","version":"4"} } } }
                {"metricset":{"samples":{"queue.length":{"value":1}},"timestamp":1}}

                """, Encoding.UTF8, "application/x-ndjson");
            using var answer = await server.Client.PostAsync(IntakeServer.Events, body, Cancel);
            Assert.Equal(202, (int)answer.StatusCode);
        }

        async Task<(string, string?)[]> SilentAsync(int count)
        {
            while (true)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                var silent = await reports.ReadSilentAsync(Cancel);
                if (silent.Count == count) return [.. silent.Select(service => (service.Service, service.Agent))];
                await Task.Delay(5, Cancel);
            }
        }
    }

    [Fact]
    public async Task A_tag_that_was_shown_becomes_a_metric()
    {
        await using var server = await StartAsync();
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0" });
        using var first = await GetAsync(server, "?service.name=shop");
        string tag = Tag(first);
        for (int i = 0; i < 3; i++) (await GetAsync(server, "?service.name=shop", tag)).Dispose();
        (await GetAsync(server, "?service.name=shop", "\"outdated\"")).Dispose();

        while (!server.Store.Arrivals.TryPeek(out _))
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(5, Cancel);
        }

        var metric = Assert.Single(server.Stored);
        var fields = SearchHit.Of(metric);
        foreach (string dynamic in (string[])["@timestamp", "observer.hostname", "observer.version"]) Assert.True(fields.Remove(dynamic), dynamic);
        Assert.Equal(
            $"agent_config_applied=1 data_stream.dataset=apm.internal data_stream.type=metrics labels.etag={tag.Trim('"')} metricset.name=agent_config observer.type=apm-server processor.event=metric",
            string.Join(' ', fields.Select(field => $"{field.Key}={string.Join(',', field.Value)}")));
    }

    [Fact]
    public async Task A_tag_that_a_page_shows_becomes_a_metric_when_it_is_the_right_one()
    {
        await using var server = await StartAsync(options => (options.SecretToken, options.Rum.IsEnabled) = ("hush", true));
        await PutAsync(server, "shop", null, new() { ["transaction_sample_rate"] = "0.5" });
        const string rum = "/config/v1/rum/agents";
        using var first = await server.Client.GetAsync(new Uri(rum + "?service.name=shop", UriKind.Relative), Cancel);
        string tag = Tag(first).Trim('"');
        foreach (string shown in (string[])["outdated", "-", tag])
        {
            foreach (string service in (string[])["shop", "other"])
                (await server.Client.GetAsync(new Uri($"{rum}?service.name={service}&ifnonematch={shown}", UriKind.Relative), Cancel)).Dispose();
        }

        while (!server.Store.Arrivals.TryPeek(out _))
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(5, Cancel);
        }

        Assert.Equal(("agent_config", tag), (Assert.Single(server.Stored).Text(Fields.MetricsetName), server.Stored[0].Text(Fields.Label("etag"))));
    }

    [Theory]
    [InlineData("GET", "", null, 400, "service.name is required")]
    [InlineData("POST", "", "{}", 400, "service.name is required")]
    [InlineData("POST", "", "{", 400, "data decoding error")]
    [InlineData("POST", "", "{\"service\":{\"name\":\"\\ud800\"}}", 400, "data decoding error")]
    [InlineData("PUT", "", "{}", 405, "method not supported: PUT")]
    public async Task A_wrong_question_gets_the_reason_and_is_asked_again_in_five_minutes(string method, string query, string? body, int status, string reason)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), Path + query) { Content = body is null ? null : new StringContent(body) };

        using var answer = await server.Client.SendAsync(request, Cancel);

        Assert.Equal((status, "max-age=300, must-revalidate"), ((int)answer.StatusCode, answer.Headers.NonValidated["Cache-Control"].ToString()));
        Assert.StartsWith(reason, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_settings_are_away_agents_keep_what_they_have()
    {
        await using var server = await StartAsync();
        server.Settings.IsAway = true;

        using var answer = await GetAsync(server, "?service.name=shop");

        Assert.Equal((503, "max-age=300, must-revalidate"), ((int)answer.StatusCode, answer.Headers.NonValidated["Cache-Control"].ToString()));
    }

    [Fact]
    public async Task While_the_settings_answer_nothing_agents_that_wait_do_not_wait_one_behind_the_other()
    {
        await using var server = await StartAsync();
        server.Settings.IsStuck = true;
        int before = server.Settings.Reads;

        var waiting = Enumerable.Range(0, 3).Select(_ => GetAsync(server, "?service.name=shop")).ToArray();
        while (server.Settings.Reads == before) await Task.Delay(5, Cancel);
        _time.Advance(TimeSpan.FromSeconds(5));

        foreach (var one in waiting)
        {
            using var answer = await one;
            Assert.Equal(503, (int)answer.StatusCode);
        }
        Assert.Equal(before + 1, server.Settings.Reads);
    }

    [Fact]
    public async Task A_question_that_does_not_end_is_ended()
    {
        await using var server = await StartAsync();
        // A client of .NET would wait until all is sent before it reads.
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, server.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{\"service\":"), Cancel);

        var answer = new byte[4_096];
        var reading = stream.ReadAsync(answer, Cancel).AsTask();
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(5, Cancel);
        }

        string text = Encoding.ASCII.GetString(answer, 0, await reading);
        Assert.StartsWith("HTTP/1.1 503", text, StringComparison.Ordinal);
        Assert.Contains("request timed out", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_agent_says_of_itself_is_kept_no_longer_than_people_read()
    {
        await using var server = await StartAsync();
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "apm-agent-" + new string('x', 10_000));
        var reports = new AgentReports(server.Settings, _time);

        (await GetAsync(server, "?service.name=shop", new string('t', 1_000))).Dispose();

        IReadOnlyList<AgentInstance> told;
        while ((told = [.. await reports.ReadAsync(Cancel)]).Count == 0)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Cancel);
        }
        Assert.Equal((200, 64), (told[0].State.Agent.Length, told[0].State.Tag!.Length));
    }

    [Fact]
    public async Task How_often_agents_ask_can_be_set()
    {
        await using var server = await StartAsync(options => options.AgentPollSeconds = 5);

        using var answer = await GetAsync(server, "?service.name=shop");

        Assert.Equal("max-age=5, must-revalidate", answer.Headers.NonValidated["Cache-Control"].ToString());
    }

    private Task<IntakeServer> StartAsync(Action<IntakeOptions>? configure = null) => IntakeServer.StartAsync(configure, time: _time);

    private async Task PutAsync(IntakeServer server, string? service, string? environment, Dictionary<string, string> options)
    {
        await new AgentConfigurations(server.Settings, _time).PutAsync(service, environment, null, options, Cancel);
        // What was read before is not read again at once.
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    private static string Tag(HttpResponseMessage answer) => answer.Headers.NonValidated["ETag"].ToString();

    private static async Task<HttpResponseMessage> GetAsync(IntakeServer server, string query, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + query);
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await server.Client.SendAsync(request, Cancel);
    }

    private static Task<HttpResponseMessage> PostAsync(IntakeServer server, JsonObject query) =>
        server.Client.PostAsync(new Uri(Path, UriKind.Relative), new StringContent(query.ToJsonString(), Encoding.UTF8, "application/json"), Cancel);
}
