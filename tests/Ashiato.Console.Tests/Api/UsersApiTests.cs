using System.Net;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Api;

public sealed class UsersApiTests
{
    private static Task<ApiServer> StartAsync() => ApiServer.StartAsync(new MemoryEventStore());

    [Fact]
    public async Task A_user_is_added_changed_listed_and_removed()
    {
        await using var server = await StartAsync();

        var first = await server.SendAsync(HttpMethod.Post, "/api/users", """{"name":"elastic","role":"admin"}""");
        var second = await server.SendAsync(HttpMethod.Post, "/api/users", """{"name":"viola","role":"viewer","password":"correct horse"}""");
        await server.SendAsync(HttpMethod.Put, "/api/users/viola/role", """{"role":"editor"}""", HttpStatusCode.NoContent);
        var made = await server.SendAsync(HttpMethod.Put, "/api/users/viola/password", "{}");

        Assert.Equal(24, first.GetProperty("password").GetString()!.Length);
        Assert.False(second.TryGetProperty("password", out _));
        Assert.Equal(24, made.GetProperty("password").GetString()!.Length);
        var users = (await server.GetAsync("/api/users")).EnumerateArray().ToList();
        Assert.Equal(["elastic admin", "viola editor"], users.Select(user => $"{user.GetProperty("name").GetString()} {user.GetProperty("role").GetString()}"));
        Assert.Equal(["name", "role", "createdMicros"], users[0].EnumerateObject().Select(member => member.Name));

        await server.SendAsync(HttpMethod.Delete, "/api/users/viola", expected: HttpStatusCode.NoContent);
        await server.SendAsync(HttpMethod.Delete, "/api/users/viola", expected: HttpStatusCode.NotFound);
        var last = await server.SendAsync(HttpMethod.Delete, "/api/users/elastic", expected: HttpStatusCode.BadRequest);
        Assert.Contains("is the last admin", last.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"elastic"}""", "There is no role ''")]
    [InlineData("""{"name":"elastic","role":"viewer"}""", "must be an admin")]
    [InlineData("""{"name":"el astic","role":"admin"}""", "needs a name")]
    [InlineData("""{"name":"elastic","role":"admin","password":"short"}""", "at least 8 characters")]
    [InlineData("""{"name":""", "cannot be read")]
    public async Task What_cannot_be_a_user_is_refused_with_a_sentence(string json, string expected)
    {
        await using var server = await StartAsync();

        var refused = await server.SendAsync(HttpMethod.Post, "/api/users", json, HttpStatusCode.BadRequest);

        Assert.Contains(expected, refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
