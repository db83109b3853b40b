using System.Net;
using Ashiato.Console.Access;
using Ashiato.Query.Tests;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Tests.Access;

public sealed class RolesTests
{
    /// <summary>What is sent by POST and changes nothing all the same.</summary>
    private static readonly string[] Reading = ["/api/traces/file"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_told_to_strangers()
    {
        await using var visit = await Visit.StartAsync(new SampleEvents().Transaction("t1"));

        Assert.Equal(["/login", "/logout"], Endpoints(visit).Where(endpoint => endpoint.IsForEveryone).Select(endpoint => endpoint.Path).Distinct().Order());
        foreach (var (method, path, _) in Endpoints(visit).Where(endpoint => !endpoint.IsForEveryone))
        {
            using var answer = await visit.SendAsync(method, path);
            bool isRefused = answer.StatusCode == HttpStatusCode.Unauthorized || (answer.StatusCode == HttpStatusCode.SeeOther && answer.Headers.Location!.ToString().StartsWith("/login", StringComparison.Ordinal));
            Assert.True(isRefused, $"{method} {path} answered {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_viewer_changes_nothing()
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("viola");
        var changing = Endpoints(visit).Where(endpoint => endpoint.Method != HttpMethod.Get && endpoint.Path.StartsWith("/api/", StringComparison.Ordinal) && !Reading.Contains(endpoint.Path)).ToList();

        Assert.NotEmpty(changing);
        foreach (var (method, path, _) in changing)
        {
            using var answer = await visit.SendAsync(method, path, cookie, headers: ("Sec-Fetch-Site", "same-origin"));
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("viola", "GET", "/api/services", HttpStatusCode.OK)]
    [InlineData("viola", "GET", "/api/agent-configurations", HttpStatusCode.OK)]
    [InlineData("viola", "GET", "/api/api-keys", HttpStatusCode.Forbidden)]
    [InlineData("viola", "DELETE", "/api/pins/4bf92f3577b34da6a3ce929d0e0e4736", HttpStatusCode.Forbidden)]
    [InlineData("edgar", "DELETE", "/api/agent-configurations?service=none", HttpStatusCode.NotFound)]
    [InlineData("edgar", "GET", "/api/api-keys", HttpStatusCode.Forbidden)]
    [InlineData("edgar", "DELETE", "/api/events?service=none", HttpStatusCode.Forbidden)]
    [InlineData("edgar", "GET", "/api/users", HttpStatusCode.Forbidden)]
    [InlineData("elastic", "GET", "/api/api-keys", HttpStatusCode.OK)]
    [InlineData("elastic", "GET", "/api/users", HttpStatusCode.OK)]
    [InlineData("viola", "GET", "/api/diagnostics", HttpStatusCode.Forbidden)]
    [InlineData("edgar", "GET", "/api/diagnostics", HttpStatusCode.Forbidden)]
    [InlineData("elastic", "GET", "/api/diagnostics", HttpStatusCode.OK)]
    public async Task A_role_may_what_those_before_it_may_and_more(string user, string method, string path, HttpStatusCode expected)
    {
        await using var visit = await Visit.StartAsync();

        using var byPassword = await visit.SendAsync(HttpMethod.Parse(method), path, basic: $"{user}:{Visit.Password}");
        using var byCookie = await visit.SendAsync(HttpMethod.Parse(method), path, await visit.CookieOfAsync(user), headers: ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal((expected, expected), (byPassword.StatusCode, byCookie.StatusCode));
    }

    [Fact]
    public async Task A_key_that_reads_events_reads_and_does_nothing_else()
    {
        await using var visit = await Visit.StartAsync();
        var keys = visit.Server.Services.GetRequiredService<ApiKeys>();
        var (_, reading) = await keys.CreateAsync("reads", ApiKeyPrivileges.EventRead, null, Cancel);
        var (_, writing) = await keys.CreateAsync("writes", ApiKeyPrivileges.EventWrite, null, Cancel);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/api/services", reading));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, "/api/agents/recording", reading));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "/api/users", reading));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(HttpMethod.Get, "/api/services", writing));

        async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, ApiKeyCredentials key)
        {
            using var answer = await visit.SendAsync(method, path, headers: ("Authorization", "ApiKey " + key.Encoded));
            return answer.StatusCode;
        }
    }

    /// <summary>Each endpoint, with something in its holes, and whether it is for everyone.</summary>
    private static IEnumerable<(HttpMethod Method, string Path, bool IsForEveryone)> Endpoints(Visit visit)
    {
        foreach (var endpoint in visit.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            string pattern = endpoint.RoutePattern.RawText!.Trim('/');
            if (pattern.StartsWith('_')) continue;
            string path = "/" + string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? "x" : part));
            bool isForEveryone = endpoint.Metadata.GetMetadata<ForEveryoneAttribute>() is not null;
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                if (method != "HEAD") yield return (HttpMethod.Parse(method), path, isForEveryone);
        }
    }
}
