using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Signing in, and what an attacker might put into events, on the real pages in Chromium.</summary>
public sealed partial class SignInPageTests
{
    private const string Password = "correct horse";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>Markup that would tell on itself if it were ever more than text: <c>pwned</c> in the page.</summary>
    private const string Markup = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script><b id=pwned>x</b>\"'></td></textarea></title>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_by_keyboard_comes_where_the_link_led_and_signs_out()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--console-password", Password);
        var page = browser.Page;

        await page.GotoAsync(new Uri(ashiato.Console!, "settings/about?lang=en").ToString());
        await Expect(page).ToHaveURLAsync(LoginPage());
        await page.GetByLabel("Name").FillAsync("elastic");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Name and password do not belong together.");
        // The field that must be typed again has the focus.
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ashiato " })).ToBeVisibleAsync();
        Assert.DoesNotContain("session", await page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
        await page.GetByLabel("Account").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(LoginPage());
        await page.GoBackAsync();
        await Expect(page).ToHaveURLAsync(LoginPage());
    }

    [Fact]
    public async Task Markup_in_names_statements_and_labels_stays_text_on_every_page()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        var page = browser.Page;
        await SendAsync(ashiato);
        await PutAsync(ashiato, "api/agent-configurations", new { service = Markup, environment = Markup, settings = new Dictionary<string, string> { [Markup] = Markup } }, HttpMethod.Put);
        await PutAsync(ashiato, "api/api-keys", new { name = Markup }, HttpMethod.Post);
        string markup = Uri.EscapeDataString(Markup), service = await ServiceAsync(ashiato);

        foreach (string path in new[]
        {
            "services", $"services/{service}", $"services/{service}/transactions?name={markup}&type=request", "traces", $"traces/{TraceId}", "dependencies", "errors", "doctor",
            $"services?kql={markup}", $"services?environment={markup}", "settings/agents", $"settings/agents?service={markup}&of={markup}#edit", "settings/api-keys", "settings/storage", "settings/source-maps", $"login?next={markup}", markup,
        })
        {
            await page.GotoAsync(new Uri(ashiato.Console!, path).ToString());
            await Expect(page.Locator("body")).ToBeVisibleAsync();
            // What a page draws by script is there once its row is.
            if (path == $"traces/{TraceId}") await page.Locator(".wf-row").First.ClickAsync();
            Assert.True(await page.EvaluateAsync<bool>("window.pwned === undefined && document.getElementById('pwned') === null && document.querySelector('img[src=x]') === null"), path);
        }
        Assert.DoesNotContain(browser.Errors, error => error.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task SendAsync(AshiatoProcess ashiato)
    {
        string now = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);
        object[] exception = [new { name = "exception", timeUnixNano = now, attributes = Attributes("exception.type", "exception.message", "exception.stacktrace") }];
        object[] spans =
        [
            new { traceId = TraceId, spanId = "00f067aa0ba902b7", name = Markup, kind = 2, startTimeUnixNano = now, endTimeUnixNano = now, attributes = Attributes("http.route", "http.url", Markup), events = exception },
            new { traceId = TraceId, spanId = "00f067aa0ba902b8", parentSpanId = "00f067aa0ba902b7", name = Markup, kind = 3, startTimeUnixNano = now, endTimeUnixNano = now, attributes = Attributes("db.system", "db.statement", "db.name", "peer.service") },
        ];
        object resource = new { attributes = Attributes("service.name", "service.version", "deployment.environment", "host.name", "telemetry.sdk.language") };
        string body = Json(new { resourceSpans = new[] { new { resource, scopeSpans = new[] { new { spans } } } } });
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "v1/traces"), content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.NotNull(await TraceJson.FindAsync(ashiato, TraceId, Cancel));
    }

    /// <summary>What the service is called: intake replaces what no name of Elastic's agents may have.</summary>
    private static async Task<string> ServiceAsync(AshiatoProcess ashiato)
    {
        using var services = System.Text.Json.JsonDocument.Parse(await ashiato.Http.GetStringAsync(new Uri(ashiato.Console!, "api/services"), Cancel));
        return Uri.EscapeDataString(services.RootElement.GetProperty("services")[0].GetProperty("name").GetString()!);
    }

    private static async Task PutAsync(AshiatoProcess ashiato, string path, object body, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, new Uri(ashiato.Console!, path)) { Content = new StringContent(Json(body), new MediaTypeHeaderValue("application/json")) };
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static object[] Attributes(params string[] keys) => [.. keys.Select(key => new { key, value = new { stringValue = Markup } })];

    private static string Json(object value) => System.Text.Json.JsonSerializer.Serialize(value);

    [GeneratedRegex("/login")]
    private static partial Regex LoginPage();
}
