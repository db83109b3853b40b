using System.Net;
using System.Text.Json;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Api;

/// <summary>Runs below <c>/api/</c>: marked, changed, compared, posted.</summary>
public sealed class RunsApiTests
{
    private const long Later = 600_000_000;

    [Fact]
    public async Task A_run_is_started_stopped_with_its_score_changed_and_deleted()
    {
        await using var server = await StartAsync();

        Assert.Equal(1, (await server.SendAsync(HttpMethod.Post, "/api/runs", """{"memo":"index","commit":"a3f29c1"}""")).GetProperty("number").GetInt32());
        Assert.False((await server.GetAsync("/api/runs/last")).TryGetProperty("toMicros", out _));
        var ended = await server.SendAsync(HttpMethod.Post, "/api/runs/1/stop", """{"score":3480}""");
        Assert.Equal(("index", "a3f29c1", 3_480.0, true), (ended.GetProperty("memo").GetString(), ended.GetProperty("commit").GetString(), ended.GetProperty("score").GetDouble(), ended.TryGetProperty("toMicros", out var end)));

        var changed = await server.SendAsync(HttpMethod.Put, "/api/runs/1", """{"memo":"index on items","score":3500}""");
        Assert.Equal(("index on items", 3_500.0, end.GetInt64(), "a3f29c1"), (changed.GetProperty("memo").GetString(), changed.GetProperty("score").GetDouble(), changed.GetProperty("toMicros").GetInt64(), changed.GetProperty("commit").GetString()));
        // Null takes away; what is absent stays.
        var emptied = await server.SendAsync(HttpMethod.Put, "/api/runs/1", """{"commit":null}""");
        Assert.Equal(("index on items", 3_500.0, false), (emptied.GetProperty("memo").GetString(), emptied.GetProperty("score").GetDouble(), emptied.TryGetProperty("commit", out _)));
        Assert.Equal(1, (await server.GetAsync("/api/runs/best")).GetProperty("number").GetInt32());

        await server.SendAsync(HttpMethod.Delete, "/api/runs/1", expected: HttpStatusCode.NoContent);
        Assert.Empty((await server.GetAsync("/api/runs")).EnumerateArray());
        await server.SendAsync(HttpMethod.Delete, "/api/runs/1", expected: HttpStatusCode.NotFound);
        await server.GetAsync("/api/runs/best", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Runs_are_compared_by_endpoint_and_statement_with_causes_in_words()
    {
        await using var server = await StartAsync();
        await AddRunsAsync(server);

        var answer = await server.GetAsync("/api/runs/diff");

        Assert.Equal((1, 2), (answer.GetProperty("before").GetProperty("number").GetInt32(), answer.GetProperty("after").GetProperty("number").GetInt32()));
        Assert.Equal($"{CallSamples.Statement} is 17 times faster in GET /: 2.00 ms instead of 34.0 ms", Assert.Single(answer.GetProperty("sentences").EnumerateArray()).GetString());
        var diff = answer.GetProperty("diff");
        Assert.Equal(320_000, diff.GetProperty("gainedMicros").GetDouble());
        Assert.Equal("callFaster", Assert.Single(diff.GetProperty("causes").EnumerateArray()).GetProperty("kind").GetString());
        // The same as two ranges, the other way round.
        var back = await server.GetAsync("/api/runs/diff?after=2026-11-22T12:00:00Z~2026-11-22T12:10:00Z&before=2026-11-22T12:10:00Z~2026-11-22T12:20:00Z");
        Assert.Equal(-320_000, back.GetProperty("diff").GetProperty("gainedMicros").GetDouble());
    }

    [Theory]
    [InlineData("GET", "/api/runs/diff", null, "There are not enough runs yet")]
    [InlineData("GET", "/api/runs/diff?after=yesterday", null, "'yesterday' is no run, version or range")]
    [InlineData("GET", "/api/runs/diff?after=version:1", null, "needs 'service'")]
    [InlineData("POST", "/api/runs", """{"fromMicros":10,"toMicros":5}""", "The run would end before it begins")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"request"}]""", "A rule by request needs a condition")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"request","kql":"a : ("}]""", "")]
    [InlineData("POST", "/api/runs/rules", "{}", "'kind' is missing")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"noise"}]""", "'$[0].kind' is no word that is known there; write one of request, silence, version.")]
    [InlineData("PUT", "/api/chat-addresses", """{"name":"team","url":"file:///etc/passwd"}""", "no http or https address")]
    [InlineData("POST", "/api/runs/1/post", "{}", "No chat of this name is set")]
    [InlineData("POST", "/api/runs/1/post", "", "No chat of this name is set")]
    public async Task What_cannot_be_is_refused_in_words(string method, string path, string? body, string sentence)
    {
        await using var server = await StartAsync();

        var problem = await server.SendAsync(new HttpMethod(method), path, body, HttpStatusCode.BadRequest);

        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_written_added_and_listed()
    {
        await using var server = await StartAsync();

        await server.SendAsync(HttpMethod.Put, "/api/runs/rules", """[{"kind":"silence","silenceSeconds":10}]""");
        await server.SendAsync(HttpMethod.Post, "/api/runs/rules", """{"kind":"request","kql":"transaction.name : \"POST /initialize\"","scoreField":"labels.score"}""");

        Assert.Equal(["silence 10", "request 5"], (await server.GetAsync("/api/runs/rules")).EnumerateArray().Select(static rule => $"{rule.GetProperty("kind")} {rule.GetProperty("silenceSeconds")}"));
    }

    [Theory]
    [InlineData("slack", "text")]
    [InlineData("discord", "content")]
    public async Task A_run_is_posted_to_the_address_that_was_set_with_the_top_ten_and_the_difference(string format, string member)
    {
        await using var server = await StartAsync();
        await AddRunsAsync(server);
        await using var chat = await ChatListener.StartAsync(HttpStatusCode.OK);
        var set = await server.SendAsync(HttpMethod.Put, "/api/chat-addresses", $$"""{"name":"team","url":"{{chat.Url}}T0/B0/s3cret","format":"{{format}}"}""");
        Assert.DoesNotContain("s3cret", set.GetRawText(), StringComparison.Ordinal);

        await server.SendAsync(HttpMethod.Post, "/api/runs/2/post", "{}");

        var (path, body) = await chat.Received;
        Assert.Equal("/T0/B0/s3cret", path);
        string text = JsonElement.Parse(body).GetProperty(member).GetString()!;
        Assert.Contains("Run 2 · score 20", text, StringComparison.Ordinal);
        Assert.Contains("Against Run 1 · score 10", text, StringComparison.Ordinal);
        Assert.Contains("is 17 times faster in GET /", text, StringComparison.Ordinal);
        Assert.Contains("20.0 ms  10 × 2.00 ms  " + CallSamples.Statement, text, StringComparison.Ordinal);
        // Memos are people's own words: what looks like a secret does not leave.
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.True(text.Length <= 2_000);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "answered 404")]
    [InlineData(HttpStatusCode.Redirect, "answered 302")]
    public async Task A_chat_that_refuses_or_leads_elsewhere_is_told_without_its_secret(HttpStatusCode status, string sentence)
    {
        await using var server = await StartAsync();
        await AddRunsAsync(server);
        await using var chat = await ChatListener.StartAsync(status);
        await server.SendAsync(HttpMethod.Put, "/api/chat-addresses", $$"""{"name":"team","url":"{{chat.Url}}T0/B0/s3cret"}""");

        string problem = (await server.SendAsync(HttpMethod.Post, "/api/runs/2/post", "{}", HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!;

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    private static async Task AddRunsAsync(ApiServer server)
    {
        await server.SendAsync(HttpMethod.Post, "/api/runs", $$"""{"fromMicros":{{SampleEvents.Noon}},"toMicros":{{SampleEvents.Noon + Later}},"score":10}""");
        await server.SendAsync(HttpMethod.Post, "/api/runs", $$"""{"fromMicros":{{SampleEvents.Noon + Later}},"toMicros":{{SampleEvents.Noon + (2 * Later)}},"score":20,"memo":"index, password=hunter2"}""");
    }

    private static async Task<ApiServer> StartAsync()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, 39_000).Query($"qa{i}", i, 34_000, transaction: $"a{i}");
        for (int i = 0; i < 10; i++) events.Transaction($"b{i}", Later + i, 7_000).Query($"qb{i}", Later + i, 2_000, transaction: $"b{i}");
        return await ApiServer.StartAsync(await events.ToStoreAsync());
    }
}
