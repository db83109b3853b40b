using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Settings.Keys;

namespace Ashiato.Intake.Tests.Access;

/// <summary>Every line of the table of refusals, and every way in.</summary>
public sealed class AuthorizationTests
{
    private const string Expected = "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";
    private const string Configuration = "/config/v1/agents?service.name=shop";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, ": missing or improperly formatted Authorization header: " + Expected)]
    [InlineData("Bearer", ": missing or improperly formatted Authorization header: " + Expected)]
    [InlineData("bearer hush", ": unknown Authentication header bearer: " + Expected)]
    [InlineData("Basic aHVzaDpodXNo", ": unknown Authentication header Basic: " + Expected)]
    [InlineData("Bearer hus", "")]
    [InlineData("Bearer hush!", "")]
    [InlineData("ApiKey aHVzaDpodXNo", "")]
    [InlineData("ApiKey OmEK", "")]
    [InlineData("ApiKey a!bc", ": improperly encoded ApiKey credentials: expected base64(ID:APIKey): illegal base64 data at input byte 1")]
    [InlineData("ApiKey aHVzaDpodX", ": improperly encoded ApiKey credentials: expected base64(ID:APIKey): illegal base64 data at input byte 8")]
    [InlineData("ApiKey aHVzaA==", ": improperly formatted ApiKey credentials: expected base64(ID:APIKey)")]
    public async Task A_wrong_secret_is_refused_with_the_reason(string? header, string reason)
    {
        await using var server = await IntakeServer.StartAsync(static options => options.SecretToken = "hush");

        string refusal = $$"""{"error":"authentication failed{{reason}}"}""" + "\n";

        Assert.Equal((401, refusal), await PostAsync(server, header));
        Assert.Equal((401, refusal), await GetAsync(server, Configuration, header));
        Assert.Equal((200, ""), await GetAsync(server, "/", header));
    }

    [Fact]
    public async Task Without_token_and_keys_everyone_may_do_everything()
    {
        await using var server = await IntakeServer.StartAsync();

        Assert.Equal((202, ""), await PostAsync(server, "Nonsense"));
        Assert.Equal((200, "{}\n"), await GetAsync(server, Configuration, null));
        Assert.NotEqual("", (await GetAsync(server, "/", null)).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_opens_what_it_is_for(bool hasToken)
    {
        await using var server = await StartAsync(hasToken);
        string events = await KeyAsync(server, ApiKeyPrivileges.EventWrite), configuration = await KeyAsync(server, ApiKeyPrivileges.AgentConfigurationRead);

        Assert.Equal((202, ""), await PostAsync(server, events));
        Assert.Equal((403, "{\"error\":\"unauthorized: API Key not permitted action \\\"config_agent:read\\\"\"}\n"), await GetAsync(server, Configuration, events));
        Assert.Equal((200, "{}\n"), await GetAsync(server, Configuration, configuration));
        Assert.NotEqual("", (await GetAsync(server, "/", configuration)).Body);
        var (status, body) = await PostAsync(server, configuration);
        Assert.Equal(403, status);
        var answer = JsonNode.Parse(body)!;
        Assert.Equal("cannot handle stream: cannot process batch: unauthorized: API Key not permitted action \"event:write\"", (string?)answer["errors"]![0]!["message"]);
        Assert.Equal(0, (int)answer["accepted"]!);
        Assert.Single(server.Stored);
    }

    [Fact]
    public async Task Where_only_keys_count_a_token_is_wrong()
    {
        await using var server = await StartAsync(hasToken: false);

        Assert.Equal((401, "{\"error\":\"authentication failed\"}\n"), await PostAsync(server, "Bearer hush"));
        Assert.Equal(401, (await PostAsync(server, null)).Status);
    }

    [Fact]
    public async Task A_key_with_the_secret_of_another_opens_nothing()
    {
        await using var server = await StartAsync(hasToken: false);
        var keys = new ApiKeys(server.Settings, TimeProvider.System);
        var (_, first) = await keys.CreateAsync("a", ApiKeyPrivileges.All, null, Cancel);
        var (_, second) = await keys.CreateAsync("b", ApiKeyPrivileges.All, null, Cancel);

        Assert.Equal(401, (await PostAsync(server, "ApiKey " + new ApiKeyCredentials(first.Id, second.Secret).Encoded)).Status);
        Assert.Equal(202, (await PostAsync(server, "ApiKey " + first.Encoded)).Status);
    }

    [Fact]
    public async Task A_key_that_is_for_readers_alone_is_unknown_to_those_who_take_events()
    {
        await using var server = await StartAsync(hasToken: false);

        Assert.Equal((401, "{\"error\":\"authentication failed\"}\n"), await PostAsync(server, await KeyAsync(server, ApiKeyPrivileges.EventRead)));
    }

    [Fact]
    public async Task A_key_that_has_expired_opens_nothing()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(hasToken: false, time);
        string key = await KeyAsync(server, ApiKeyPrivileges.All, time, TimeSpan.FromSeconds(5));

        Assert.Equal(202, (await PostAsync(server, key)).Status);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await PostAsync(server, key)).Status);
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_ten_seconds_later()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(hasToken: false, time);
        var keys = new ApiKeys(server.Settings, time);
        var (made, credentials) = await keys.CreateAsync("a", ApiKeyPrivileges.All, null, Cancel);
        Assert.Equal(202, (await PostAsync(server, "ApiKey " + credentials.Encoded)).Status);

        await keys.RevokeAsync(made.Id, Cancel);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(401, (await PostAsync(server, "ApiKey " + credentials.Encoded)).Status);
    }

    [Fact]
    public async Task A_key_is_not_looked_up_for_every_request()
    {
        await using var server = await StartAsync(hasToken: false, new ManualTime());
        string key = await KeyAsync(server, ApiKeyPrivileges.EventWrite);
        await PostAsync(server, key);
        int before = server.Settings.Reads;

        for (int i = 0; i < 5; i++) Assert.Equal(202, (await PostAsync(server, key)).Status);

        Assert.Equal(before, server.Settings.Reads);
    }

    [Fact]
    public async Task While_the_settings_are_away_known_keys_stay_right_for_a_minute_and_others_get_503()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(hasToken: false, time);
        string known = await KeyAsync(server, ApiKeyPrivileges.All, time), unknown = await KeyAsync(server, ApiKeyPrivileges.All, time);
        Assert.Equal(202, (await PostAsync(server, known)).Status);
        server.Settings.IsAway = true;

        Assert.Equal((503, "{\"error\":\"service unavailable\"}\n"), await PostAsync(server, unknown));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(202, (await PostAsync(server, known)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(503, (await PostAsync(server, known)).Status);
    }

    [Fact]
    public async Task While_the_settings_answer_nothing_known_keys_wait_once_and_for_five_seconds()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(hasToken: false, time);
        string known = await KeyAsync(server, ApiKeyPrivileges.All, time);
        Assert.Equal(202, (await PostAsync(server, known)).Status);
        time.Advance(TimeSpan.FromSeconds(15));
        server.Settings.IsStuck = true;
        int before = server.Settings.Reads;

        var waiting = PostAsync(server, known);
        while (server.Settings.Reads == before) await Task.Delay(5, Cancel);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(202, (await waiting).Status);
        Assert.Equal(202, (await PostAsync(server, known)).Status);
        Assert.Equal(before + 1, server.Settings.Reads);
    }

    [Fact]
    public async Task Trying_many_keys_ends_in_503_and_locks_nobody_out_who_is_in()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(hasToken: false, time, limit: 3);
        string key = await KeyAsync(server, ApiKeyPrivileges.All, time);
        Assert.Equal(202, (await PostAsync(server, key)).Status);

        int[] tried = [Guess(1), Guess(2), Guess(3)];

        Assert.Equal([401, 401, 503], tried);
        Assert.Equal(202, (await PostAsync(server, key)).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, Guess(4));

        int Guess(int number) => PostAsync(server, "ApiKey " + new ApiKeyCredentials("guess", $"{number}").Encoded).GetAwaiter().GetResult().Status;
    }

    private static Task<IntakeServer> StartAsync(bool hasToken, TimeProvider? time = null, int limit = 100) => IntakeServer.StartAsync(
        options => (options.SecretToken, options.NeedsApiKey, options.ApiKeyLimit) = (hasToken ? "hush" : null, !hasToken, limit), time: time);

    private static async Task<string> KeyAsync(IntakeServer server, ApiKeyPrivileges privileges, TimeProvider? time = null, TimeSpan? lifetime = null)
    {
        var (_, credentials) = await new ApiKeys(server.Settings, time ?? TimeProvider.System).CreateAsync("test", privileges, lifetime, Cancel);
        return "ApiKey " + credentials.Encoded;
    }

    private static Task<(int Status, string Body)> GetAsync(IntakeServer server, string path, string? header) => SendAsync(server, new HttpRequestMessage(HttpMethod.Get, path), header);

    private static Task<(int Status, string Body)> PostAsync(IntakeServer server, string? header) =>
        SendAsync(server, new HttpRequestMessage(HttpMethod.Post, IntakeServer.Events) { Content = new StringContent(Minimal, Encoding.UTF8, "application/x-ndjson") }, header);

    private static async Task<(int Status, string Body)> SendAsync(IntakeServer server, HttpRequestMessage request, string? header)
    {
        using (request)
        {
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await server.Client.SendAsync(request, Cancel);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    private const string Minimal =
        """
        {"metadata":{"service":{"name":"shop","agent":{"name":"nodejs","version":"1"}}}}
        {"error":{"id":"1","log":{"message":"Sold out"}}}
        """;
}
