using System.Net;

namespace Ashiato.Console.Tests.Access;

public sealed class ForgeryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example.org")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "of use")]
    public async Task What_another_page_makes_a_browser_send_is_refused(string header, string value)
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("elastic");

        foreach (string path in new[] { "/logout", "/api/api-keys", "/login" })
        {
            using var forged = await visit.SendAsync(HttpMethod.Post, path, cookie, form: new() { ["name"] = "mine" }, headers: (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
            Assert.Contains("refused this request", await forged.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        using var still = await visit.SendAsync(HttpMethod.Get, "/api/services", cookie);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task An_open_console_refuses_it_too()
    {
        await using var server = await Frame.PageServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/agents/recording") { Content = new StringContent("{\"isOn\":false}", null, "application/json") };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var forged = await server.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        Assert.Contains("\"isOn\":true", await server.GetAsync("/api/agents/recording"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("X-Ashiato-Request", "1")]
    [InlineData("Origin", null)]
    public async Task The_consoles_own_requests_pass_and_those_of_programs(string header, string? value)
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("elastic");

        using var own = await visit.SendAsync(HttpMethod.Post, "/logout", cookie, headers: (header, value ?? $"http://{visit.Server.Client.BaseAddress!.Authority}"));

        Assert.Equal(HttpStatusCode.SeeOther, own.StatusCode);
    }

    [Fact]
    public async Task An_open_console_answers_only_under_names_of_its_own_machine()
    {
        await using var server = await Frame.PageServer.StartAsync();

        foreach (var (host, expected) in new[] { ("rebound.example.org", HttpStatusCode.Forbidden), ("localhost", HttpStatusCode.OK), ("127.0.0.1", HttpStatusCode.OK), ("ashiato.localhost", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/services") { Headers = { Host = host } };
            using var answer = await server.Client.SendAsync(request, Cancel);
            Assert.Equal(expected, answer.StatusCode);
        }
    }
}
