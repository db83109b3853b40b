using System.Net;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Api;

/// <summary>Findings below <c>/api/</c>, and how they are muted.</summary>
public sealed class FindingsApiTests
{
    private const string Range = "from=2026-11-22T11:30:00Z&to=2026-11-22T12:30:00Z";

    [Fact]
    public async Task A_finding_is_muted_by_what_it_says_marked_in_the_list_and_heard_again()
    {
        await using var server = await StartAsync();
        var finding = Assert.Single((await server.GetAsync($"/api/findings?{Range}")).GetProperty("findings").EnumerateArray());
        Assert.False(finding.GetProperty("isMuted").GetBoolean());

        var mute = await server.SendAsync(HttpMethod.Put, "/api/findings/mutes",
            $$"""{"kind":"calledInLoop","service":"shop","transaction":"GET /","call":"{{CallSamples.Statement}}","system":"mysql","days":1,"reason":"known"}""");

        string id = finding.GetProperty("id").GetString()!;
        Assert.Equal((id, "calledInLoop", 86_400_000_000), (mute.GetProperty("id").GetString(), mute.GetProperty("kind").GetString(), mute.GetProperty("untilMicros").GetInt64() - mute.GetProperty("sinceMicros").GetInt64()));
        Assert.True(Assert.Single((await server.GetAsync($"/api/findings?{Range}")).GetProperty("findings").EnumerateArray()).GetProperty("isMuted").GetBoolean());
        Assert.Equal("known", Assert.Single((await server.GetAsync("/api/findings/mutes")).EnumerateArray()).GetProperty("reason").GetString());

        await server.SendAsync(HttpMethod.Delete, $"/api/findings/mutes/{id}", expected: HttpStatusCode.NoContent);
        Assert.False(Assert.Single((await server.GetAsync($"/api/findings?{Range}")).GetProperty("findings").EnumerateArray()).GetProperty("isMuted").GetBoolean());
        await server.SendAsync(HttpMethod.Delete, $"/api/findings/mutes/{id}", expected: HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"service":"shop"}""", "'kind' is missing")]
    [InlineData("""{"kind":"calledInLoop"}""", "A finding is of a service")]
    [InlineData("""{"kind":"calledInLoop","service":"shop","days":0}""", "'days' is 0")]
    [InlineData("""{"kind":"anything","service":"shop"}""", "is no word that is known there; write one of calledInLoop, ")]
    public async Task What_cannot_be_muted_is_refused_in_words(string body, string sentence)
    {
        await using var server = await StartAsync();

        var problem = await server.SendAsync(HttpMethod.Put, "/api/findings/mutes", body, HttpStatusCode.BadRequest);

        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_tells_its_own_findings()
    {
        await using var server = await StartAsync();

        var found = await server.GetAsync($"/api/traces/{SampleEvents.TraceId}/findings");

        Assert.Equal("calledInLoop", Assert.Single(found.GetProperty("findings").EnumerateArray()).GetProperty("kind").GetString());
    }

    private static async Task<ApiServer> StartAsync()
    {
        var events = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 10; i++) events.Query($"q{i}", i * 1_200);
        return await ApiServer.StartAsync(await events.ToStoreAsync());
    }
}
