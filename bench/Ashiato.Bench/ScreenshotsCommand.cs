using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Bench.Load;
using Ashiato.Bench.Pages;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench screenshots</c>: every page of the console in both themes, over recorded data, into <c>docs/screenshots</c>.</summary>
internal static class ScreenshotsCommand
{
    private const int Width = 1440, Height = 900;

    /// <summary>All pictures together may take so many bytes: they are part of every clone.</summary>
    private const long MostBytes = 6_000_000;

    private static readonly Option<string> s_out = new("--out") { Description = "Where the pictures go.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "docs", "screenshots") };
    private static readonly Option<string?> s_only = new("--only") { Description = "Only pages whose names contain this." };
    private static readonly Option<bool> s_review = new("--review") { Description = "Each page in both languages, both themes and at 390, 1280 and 1920 pixels, to be looked at; --out must be said." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program to start.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("screenshots", "Take a picture of every page of the console in both themes.") { s_out, s_only, s_review, s_program };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                bool isReview = parsed.GetValue(s_review);
                if (isReview && parsed.GetResult(s_out) is null or { Implicit: true }) throw new BenchException("Say with --out where the pictures of a review go: they are not kept.");
                await RunAsync(parsed.GetValue(s_program)!, parsed.GetValue(s_out)!, parsed.GetValue(s_only), isReview, cancel);
                return 0;
            }
            catch (Exception e) when (e is BenchException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task RunAsync(string program, string directory, string? only, bool isReview, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        await using var target = await Target.StartAsync(program, cancel);
        var pages = await ShownPages.PrepareAsync(target, cancel);
        await using var browser = await Browser.StartAsync(Width, Height, cancel);
        await browser.OpenAsync(new Uri(target.Console, "/services"), cancel);
        await browser.WaitAsync("document.cookie.includes('zone=')", cancel);
        foreach (var page in pages.Where(page => only is null || page.Name.Contains(only, StringComparison.Ordinal)))
        {
            if (page.NeedsFiles) await ShownPages.WaitForFilesAsync(target.Console, cancel);
            if (page.IsGrouped) await ShownPages.PutRulesAsync(target.Console, cancel);
            foreach (var shown in isReview ? Variants(page) : [page]) await CaptureAsync(browser, target.Console, shown, directory, cancel);
        }
        if (isReview) return;
        if (only is null || "demo".Contains(only, StringComparison.Ordinal)) await CaptureDemoAsync(program, directory, browser, cancel);
        long bytes = new DirectoryInfo(directory).EnumerateFiles("*.png").Sum(file => file.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"));
        if (bytes > MostBytes) throw new BenchException($"The pictures take {bytes:N0} bytes; at most {MostBytes:N0} are kept. Install ImageMagick, which makes them smaller, or take fewer.");
    }

    /// <summary>A page as everybody may see it; one that is for a telephone, or a variant already, is left out.</summary>
    private static IEnumerable<ShownPage> Variants(ShownPage page) =>
        from width in page.Width == Width && page.Language == "en" ? (int[])[390, 1280, 1920] : []
        from language in (string[])["en", "ja"]
        select page with { Name = string.Create(CultureInfo.InvariantCulture, $"{page.Name}-{width}-{language}"), Width = width, Language = language, Themes = ["light", "dark"] };

    private static async Task CaptureAsync(Browser browser, Uri console, ShownPage page, string directory, CancellationToken cancel)
    {
        await browser.ResizeAsync(page.Width, page.Height, cancel);
        foreach (string theme in page.Themes)
        {
            await browser.OpenAsync(new Uri(console, $"{page.Path}{(page.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}theme={theme}&lang={page.Language}"), cancel);
            await browser.WaitAsync(ShownPages.IsDrawn, cancel);
            string file = Path.Combine(directory, $"{page.Name}-{theme}.png");
            await File.WriteAllBytesAsync(file, await browser.CaptureAsync(cancel), cancel);
            await ShrinkAsync(file, cancel);
            Console.WriteLine(file);
        }
    }

    /// <summary>What a newcomer sees first: the purchase of <c>ashiato demo</c>.</summary>
    private static async Task CaptureDemoAsync(string program, string directory, Browser browser, CancellationToken cancel)
    {
        await using var demo = await DemoRun.StartAsync(program, cancel);
        await browser.ResizeAsync(Width, Height, cancel);
        foreach (string theme in (string[])["light", "dark"])
        {
            await browser.OpenAsync(new Uri($"{demo.Purchase}?theme={theme}&lang=en"), cancel);
            await browser.WaitAsync(ShownPages.IsDrawn, cancel);
            string file = Path.Combine(directory, $"demo-{theme}.png");
            await File.WriteAllBytesAsync(file, await browser.CaptureAsync(cancel), cancel);
            await ShrinkAsync(file, cancel);
            Console.WriteLine(file);
        }
    }

    /// <summary>A palette of 200 colours shows the same at a third of the bytes; without ImageMagick the picture stays as it is.</summary>
    private static async Task ShrinkAsync(string file, CancellationToken cancel)
    {
        if (!File.Exists("/usr/bin/convert")) return;
        using var convert = Process.Start("/usr/bin/convert", [file, "-dither", "None", "-colors", "200", "-define", "png:compression-level=9", $"PNG8:{file}"]);
        await convert.WaitForExitAsync(cancel);
    }
}
