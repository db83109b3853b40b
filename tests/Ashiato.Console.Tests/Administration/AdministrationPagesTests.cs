using System.Net;
using System.Text.RegularExpressions;
using Ashiato.Console.Tests.Access;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Keys;
using Ashiato.Settings.SourceMaps;
using Ashiato.Settings.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Tests.Administration;

/// <summary>The forms of the administration as a browser without scripts sends them.</summary>
public sealed partial class AdministrationPagesTests
{
    private static readonly string[] Pages = ["/settings", "/settings/agents", "/settings/api-keys", "/settings/users", "/settings/storage", "/settings/source-maps", "/settings/about", "/settings/account"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Each_page_is_there_in_both_languages_and_leads_to_the_others(string language)
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("elastic");

        foreach (string page in Pages)
        {
            string html = await visit.Server.GetAsync($"{page}?lang={language}", cookie: cookie);
            Assert.Contains("href=\"/settings/users\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_viewer_sees_what_there_is_and_no_button()
    {
        await using var visit = await Visit.StartAsync();
        string cookie = await visit.CookieOfAsync("viola");

        string html = await visit.Server.GetAsync("/settings/agents", cookie: cookie);

        Assert.DoesNotContain("/settings/users", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"options\"", html, StringComparison.Ordinal);
        Assert.Contains("No agent has asked", html, StringComparison.Ordinal);
        foreach (string page in new[] { "/settings/users", "/settings/api-keys" })
            Assert.Contains("Your role does not include this page.", await visit.Server.GetAsync(page, HttpStatusCode.Forbidden, cookie), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(visit, "viola", "/settings/agents", "configure", new() { ["options"] = "log_level = debug" })).Status);
    }

    [Fact]
    public async Task A_key_is_made_shown_once_listed_and_revoked()
    {
        await using var visit = await Visit.StartAsync();
        var keys = visit.Server.Services.GetRequiredService<ApiKeys>();

        var made = await PostAsync(visit, "elastic", "/settings/api-keys", "make-key", new() { ["name"] = "<i>shop</i>", ["privilege"] = "event:write", ["days"] = "30" });

        var key = Assert.Single(await keys.ListAsync(Cancel));
        Assert.Equal((HttpStatusCode.OK, ApiKeyPrivileges.EventWrite, TimeSpan.FromDays(30)), (made.Status, key.Privileges, key.ExpiresAt - key.CreatedAt));
        string secret = Secret().Match(made.Html).Groups[1].Value;
        Assert.StartsWith(key.Id + ":", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret)), StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;shop&lt;/i&gt;", made.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await visit.Server.GetAsync("/settings/api-keys", cookie: await visit.CookieOfAsync("elastic")), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "elastic", "/settings/api-keys", $"revoke-{key.Id}", [])).Status);
        Assert.Empty(await keys.ListAsync(Cancel));
    }

    [Fact]
    public async Task A_key_without_a_privilege_is_refused_in_the_form_which_keeps_what_was_typed()
    {
        await using var visit = await Visit.StartAsync();

        var refused = await PostAsync(visit, "elastic", "/settings/api-keys", "make-key", new() { ["name"] = "shop" });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("A key needs a privilege", refused.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"shop\"", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_added_changed_and_removed()
    {
        await using var visit = await Visit.StartAsync();

        var added = await PostAsync(visit, "elastic", "/settings/users", "add-user", new() { ["name"] = "nora", ["role"] = "viewer", ["password"] = "" });
        string password = Secret().Match(added.Html).Groups[1].Value;
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "elastic", "/settings/users", "role-nora", new() { ["role"] = "editor" })).Status);
        using (var signedIn = await visit.SignInAsync("nora", password)) Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);

        Assert.Equal(UserRole.Editor, (await visit.Server.Users.ListAsync(Cancel)).Single(user => user.Name == "nora").Role);
        var renewed = await PostAsync(visit, "elastic", "/settings/users", "password-nora", []);
        Assert.NotEqual(password, Secret().Match(renewed.Html).Groups[1].Value);
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "elastic", "/settings/users", "remove-nora", [])).Status);
        Assert.DoesNotContain(await visit.Server.Users.ListAsync(Cancel), user => user.Name == "nora");
        var last = await PostAsync(visit, "elastic", "/settings/users", "remove-elastic", []);
        Assert.Equal(HttpStatusCode.BadRequest, last.Status);
        Assert.Contains("is the last admin", last.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_user_of_an_open_console_shuts_it()
    {
        await using var server = await Frame.PageServer.StartAsync();
        Assert.Contains("open to everyone on this machine", await server.GetAsync("/settings/users"), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "add-user", ["name"] = "elastic", ["role"] = "admin", ["password"] = "correct horse" });

        using var added = await server.Client.PostAsync(new Uri("/settings/users", UriKind.Relative), form, Cancel);

        Assert.Equal(HttpStatusCode.Found, added.StatusCode);
        await server.GetAsync("/settings/users", HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_person_changes_the_own_password_and_goes_on()
    {
        await using var visit = await Visit.StartAsync();
        string before = await visit.CookieOfAsync("viola");

        var wrong = await PostAsync(visit, "viola", "/settings/account", "change-password", new() { ["current"] = "wrong", ["new"] = "another horse", ["again"] = "another horse" });
        var differ = await PostAsync(visit, "viola", "/settings/account", "change-password", new() { ["current"] = Visit.Password, ["new"] = "another horse", ["again"] = "other horse" });
        using var changed = await visit.SendAsync(HttpMethod.Post, "/settings/account", before, headers: ("Sec-Fetch-Site", "same-origin"),
            form: new() { ["_handler"] = "change-password", ["current"] = Visit.Password, ["new"] = "another horse", ["again"] = "another horse" });

        Assert.Contains("The current password is wrong.", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("The two new passwords differ.", differ.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, changed.StatusCode);
        using var old = await visit.SendAsync(HttpMethod.Get, "/api/me", before);
        using var now = await visit.SendAsync(HttpMethod.Get, "/api/me", Visit.SessionCookie(changed).Split(';')[0]);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (old.StatusCode, now.StatusCode));
    }

    [Fact]
    public async Task Agents_are_configured_in_lines_and_slips_are_told()
    {
        await using var visit = await Visit.StartAsync();
        var configurations = visit.Server.Services.GetRequiredService<AgentConfigurations>();
        var fields = new Dictionary<string, string> { ["service"] = "shop", ["environment"] = "prod", ["options"] = "transaction_sample_rate = 0.1\r\n\r\nlog_level=debug" };

        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "edgar", "/settings/agents", "configure", fields)).Status);
        Assert.Contains("transaction_sample_rate = 2", (await PostAsync(visit, "edgar", "/settings/agents", "configure", new(fields) { ["options"] = "transaction_sample_rate = 2" })).Html, StringComparison.Ordinal);

        var kept = Assert.Single((await configurations.ReadAsync(Cancel)).All);
        Assert.Equal(("shop", "prod", "0.1", "debug"), (kept.ServiceName, kept.Environment, kept.Settings["transaction_sample_rate"], kept.Settings["log_level"]));
        string edit = await visit.Server.GetAsync("/settings/agents?service=shop&of=prod", cookie: await visit.CookieOfAsync("edgar"));
        Assert.Contains("log_level = debug\ntransaction_sample_rate = 0.1</textarea>", edit, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "edgar", "/settings/agents", "recording", [])).Status);
        Assert.False((await configurations.ReadAsync(Cancel)).Recording!.IsOn);
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "edgar", "/settings/agents", "remove-shop/prod", [])).Status);
        Assert.Empty((await configurations.ReadAsync(Cancel)).All);
    }

    [Fact]
    public async Task Source_maps_are_listed_and_removed()
    {
        await using var visit = await Visit.StartAsync();
        var maps = visit.Server.Services.GetRequiredService<SourceMapStore>();
        await maps.PutAsync("shop", "1.2", "/js/app.min.js", "{}"u8.ToArray(), Cancel);

        Assert.Contains("/js/app.min.js", await visit.Server.GetAsync("/settings/source-maps", cookie: await visit.CookieOfAsync("viola")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(visit, "edgar", "/settings/source-maps", "remove-shop/1.2/%2Fjs%2Fapp.min.js", [])).Status);
        Assert.Empty(await maps.ListAsync(Cancel));
    }

    private static async Task<(HttpStatusCode Status, string Html)> PostAsync(Visit visit, string user, string path, string form, Dictionary<string, string> fields)
    {
        using var answer = await visit.SendAsync(HttpMethod.Post, path, await visit.CookieOfAsync(user), form: new(fields) { ["_handler"] = form }, headers: ("Sec-Fetch-Site", "same-origin"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [GeneratedRegex("class=\"panel secret\".*?<code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Secret();
}
