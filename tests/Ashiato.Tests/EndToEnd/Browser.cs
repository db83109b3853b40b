using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The installed Chromium, with one English-speaking reader.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>A container gives Chromium neither a sandbox nor a graphics card, and a test wants nothing from the network.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Until a test gives up: long, for a busy machine is no failure.</summary>
    private const float PatienceMillis = 300_000;

    private const string Zone = "UTC";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _errors = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Add($"{message.Text} ({message.Location})");
        };
    }

    /// <summary>The one tab.</summary>
    public IPage Page { get; }

    /// <summary>What scripts failed with and what the console complained about.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Opens it.</summary>
    /// <param name="trustsAnyone">True for a console with a certificate that the machine does not know.</param>
    /// <param name="isFirstVisit">True for a reader who has never been here: the first page is loaded twice, the second time on the reader's clock.</param>
    public static async Task<Browser> OpenAsync(bool trustsAnyone = false, bool isFirstVisit = false)
    {
        string chromium = Tool.Chromium;
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments, Timeout = PatienceMillis });
        var context = await browser.NewContextAsync(new() { Locale = "en-US", TimezoneId = Zone, IgnoreHTTPSErrors = trustsAnyone, ViewportSize = new() { Width = 1280, Height = 900 } });
        if (!isFirstVisit) await context.AddCookiesAsync([new() { Name = "zone", Value = Zone, Domain = "127.0.0.1", Path = "/", SameSite = SameSiteAttribute.Lax }]);
        context.SetDefaultTimeout(PatienceMillis);
        Assertions.SetDefaultExpectTimeout(PatienceMillis);
        return new Browser(playwright, browser, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
