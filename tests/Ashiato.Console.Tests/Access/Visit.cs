using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Console.Tests.Frame;
using Ashiato.Settings.Users;

namespace Ashiato.Console.Tests.Access;

/// <summary>A closed console with one user of each role, and requests as browsers and programs make them.</summary>
internal sealed class Visit : IAsyncDisposable
{
    public const string Password = "correct horse";

    private Visit(PageServer server) => Server = server;

    public PageServer Server { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Visit> StartAsync(Ashiato.Query.Tests.SampleEvents? events = null)
    {
        var server = await PageServer.StartAsync(events, _ => { });
        await server.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        await server.Users.AddAsync("edgar", Password, UserRole.Editor, Cancel);
        await server.Users.AddAsync("viola", Password, UserRole.Viewer, Cancel);
        return new Visit(server);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">GET, POST …</param>
    /// <param name="path">Path and query.</param>
    /// <param name="cookie">The cookie of a session.</param>
    /// <param name="basic">Name and password.</param>
    /// <param name="form">The fields of a form.</param>
    /// <param name="headers">More headers.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? cookie = null, string? basic = null, Dictionary<string, string>? form = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        if (basic is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        if (form is not null) request.Content = new FormUrlEncodedContent(form);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Server.Client.SendAsync(request, Cancel);
    }

    /// <summary>Sends the form of the page for signing in, as a browser does.</summary>
    public Task<HttpResponseMessage> SignInAsync(string user, string password, string path = "/login", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, form: new() { ["_handler"] = "sign-in", ["user"] = user, ["password"] = password }, headers: headers.Length > 0 ? headers : [("Sec-Fetch-Site", "same-origin")]);

    /// <summary>Signs in, and gives the cookie.</summary>
    public async Task<string> CookieOfAsync(string user)
    {
        using var response = await SignInAsync(user, Password);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return SessionCookie(response).Split(';')[0];
    }

    /// <summary>What an answer sets as the cookie of a session.</summary>
    public static string SessionCookie(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("ashiato-session=", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
