using System.Net;
using Ashiato.Settings.Users;

namespace Ashiato.Console.Tests.Access;

public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_leads_to_the_form_and_the_form_back_to_the_page()
    {
        await using var visit = await Visit.StartAsync();

        using var page = await visit.SendAsync(HttpMethod.Get, "/traces?environment=prod");
        using var signedIn = await visit.SignInAsync("viola", Visit.Password, page.Headers.Location!.ToString());

        Assert.Equal((HttpStatusCode.SeeOther, "/login?next=%2Ftraces%3Fenvironment%3Dprod"), (page.StatusCode, page.Headers.Location.ToString()));
        Assert.EndsWith("/traces?environment=prod", signedIn.Headers.Location?.ToString(), StringComparison.Ordinal);
        string cookie = Visit.SessionCookie(signedIn).Split(';')[0];
        using var again = await visit.SendAsync(HttpMethod.Get, "/traces?environment=prod", cookie);
        Assert.Equal((HttpStatusCode.OK, true), (again.StatusCode, again.Headers.CacheControl?.NoStore));
        Assert.Contains("viola", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites_and_ends_with_the_browser()
    {
        await using var visit = await Visit.StartAsync();

        using var plain = await visit.SignInAsync("viola", Visit.Password);
        using var behindTls = await visit.SignInAsync("viola", Visit.Password, "/login", ("Origin", $"https://{visit.Server.Client.BaseAddress!.Authority}"));

        Assert.EndsWith("; path=/; samesite=lax; httponly", Visit.SessionCookie(plain), StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("; path=/; secure; samesite=lax; httponly", Visit.SessionCookie(behindTls), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("viola", Visit.SessionCookie(plain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viola", "wrong")]
    [InlineData("nobody", Visit.Password)]
    [InlineData("", "")]
    public async Task What_does_not_belong_together_opens_nothing_and_says_no_more(string user, string password)
    {
        await using var visit = await Visit.StartAsync();

        using var answer = await visit.SignInAsync(user, password);
        string html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Name and password do not belong together.", html, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        if (password.Length > 0) Assert.DoesNotContain($"value=\"{password}\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_a_password_is_locked_out_in_the_form_and_in_the_API_together()
    {
        await using var visit = await Visit.StartAsync();
        for (int i = 1; i < FailedSignIns.MostForUser; i++)
        {
            using var wrong = await visit.SendAsync(HttpMethod.Get, "/api/services", basic: $"viola:guess {i}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var last = await visit.SignInAsync("viola", "guess");
        using var right = await visit.SignInAsync("viola", Visit.Password);
        using var api = await visit.SendAsync(HttpMethod.Get, "/api/services", basic: $"viola:{Visit.Password}");
        using var other = await visit.SignInAsync("edgar", Visit.Password);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (last.StatusCode, right.StatusCode, api.StatusCode));
        Assert.Contains("Try again in 10 minutes.", await right.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.InRange(api.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(1), FailedSignIns.LockedFor);
        Assert.Equal(HttpStatusCode.Found, other.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_whoever_has_its_cookie()
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("viola");

        using var signedOut = await visit.SendAsync(HttpMethod.Post, "/logout", cookie, headers: ("Sec-Fetch-Site", "same-origin"));
        using var after = await visit.SendAsync(HttpMethod.Get, "/api/services", cookie);

        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (signedOut.StatusCode, signedOut.Headers.Location?.ToString()));
        Assert.Contains("expires=Thu, 01 Jan 1970", Visit.SessionCookie(signedOut), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_or_removing_the_user_ends_the_streams_that_are_open(bool signsOut)
    {
        await using var visit = await Visit.StartAsync(new Ashiato.Query.Tests.SampleEvents().Transaction("t1"));
        string cookie = await visit.CookieOfAsync("viola");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live") { Headers = { { "Cookie", cookie } } };
        using var stream = await visit.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("event: trace", await lines.ReadLineAsync(Cancel));

        if (signsOut) (await visit.SendAsync(HttpMethod.Post, "/logout", cookie, headers: ("Sec-Fetch-Site", "same-origin"))).Dispose();
        else await visit.Server.Users.RemoveAsync("viola", Cancel);

        // It is read to its end, which comes by itself.
        Assert.StartsWith("data: ", await lines.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_user_ends_the_sessions()
    {
        await using var visit = await Visit.StartAsync();
        string viola = await visit.CookieOfAsync("viola"), edgar = await visit.CookieOfAsync("edgar");

        await visit.Server.Users.RemoveAsync("viola", Cancel);
        await visit.Server.Users.SetRoleAsync("edgar", UserRole.Viewer, Cancel);

        foreach (string cookie in new[] { viola, edgar, "ashiato-session=AAAA", "ashiato-session=", $"{edgar}x" })
        {
            using var answer = await visit.SendAsync(HttpMethod.Get, "/api/services", cookie);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("https://evil.example.org/")]
    [InlineData("//evil.example.org/")]
    [InlineData("/\\evil.example.org/")]
    [InlineData("/a\\b")]
    [InlineData("javascript:alert(1)")]
    public async Task The_form_leads_nowhere_else(string next)
    {
        await using var visit = await Visit.StartAsync();

        using var signedIn = await visit.SignInAsync("viola", Visit.Password, "/login?next=" + Uri.EscapeDataString(next));

        Assert.Equal("/", new Uri(visit.Server.Client.BaseAddress!, signedIn.Headers.Location!).PathAndQuery);
        Assert.Equal(visit.Server.Client.BaseAddress!.Authority, new Uri(visit.Server.Client.BaseAddress!, signedIn.Headers.Location!).Authority);
    }

    [Fact]
    public async Task Without_a_user_the_form_says_how_to_make_one()
    {
        await using var server = await Frame.PageServer.StartAsync(configure: _ => { });

        Assert.Contains("ashiato users add elastic --role admin", await server.GetAsync("/login"), StringComparison.Ordinal);
        await server.GetAsync("/services", HttpStatusCode.SeeOther);
        await server.GetAsync("/api/services", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_browsers_script_gets_no_window_of_the_browser_and_a_program_learns_what_to_send()
    {
        await using var visit = await Visit.StartAsync();

        using var script = await visit.SendAsync(HttpMethod.Get, "/api/services", headers: ("Sec-Fetch-Mode", "cors"));
        using var program = await visit.SendAsync(HttpMethod.Get, "/api/services");

        Assert.Empty(script.Headers.WwwAuthenticate);
        Assert.Equal(["Basic", "ApiKey"], program.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }
}
