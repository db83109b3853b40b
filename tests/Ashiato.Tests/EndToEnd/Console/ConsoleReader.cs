using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Somebody who looks at the console: a browser of one window.</summary>
internal sealed class ConsoleReader(Browser browser, Uri console) : IAsyncDisposable
{
    /// <summary>All panels are answered, but for those below the window that nobody has come near, and all charts are drawn.</summary>
    private const string IsWhole = """
        () => document.readyState === 'complete' && document.cookie.includes('zone=') && ![...document.querySelectorAll('.panel.loading')].some(panel => !panel.closest('late-panel') || panel.getBoundingClientRect().top < innerHeight)
          && [...document.querySelectorAll('time-chart')].every(chart => chart.querySelector('canvas'))
          && [...document.querySelectorAll('.wf[data-url]')].every(wf => wf.getAttribute('aria-busy') !== 'true')
        """;

    private const string Lacking = """
        () => [document.readyState, document.cookie, ...[...document.querySelectorAll('.panel.loading')].map(panel => `loading ${panel.textContent.trim()}`),
          ...[...document.querySelectorAll('time-chart')].filter(chart => !chart.querySelector('canvas')).map(chart => chart.outerHTML.slice(0, 200)),
          ...[...document.querySelectorAll('.wf[data-url]')].map(wf => `waterfall ${wf.getAttribute('aria-busy')} ${wf.querySelector('.wf-status')?.textContent}`)].join('\n')
        """;

    /// <summary>The window.</summary>
    public IPage Page => browser.Page;

    /// <summary>What scripts failed with and what the browser complained about, refusals of the content security policy among it.</summary>
    public IReadOnlyList<string> Errors => browser.Errors;

    /// <summary>Opens a page and waits until all of it is there.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(new Uri(console, path).ToString());
        await IsWholeAsync();
    }

    private async Task IsWholeAsync()
    {
        try
        {
            await Page.WaitForFunctionAsync(IsWhole);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Page.Url} did not become whole: {await Page.EvaluateAsync<string>(Lacking)}");
        }
    }

    public ValueTask DisposeAsync() => browser.DisposeAsync();
}
