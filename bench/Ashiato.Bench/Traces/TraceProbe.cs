using Microsoft.Playwright;

namespace Ashiato.Bench.Traces;

/// <summary>Looks at a trace in the installed Chromium and times what a reader does.</summary>
internal sealed class TraceProbe : IAsyncDisposable
{
    private static readonly string[] s_arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private const float PatienceMillis = 120_000;

    /// <summary>From the last byte of the server's answer to the first frame with rows; and how large the answer was.</summary>
    private const string FirstPaint = """
        async () => {
          const wf = document.querySelector('.wf');
          while (wf.getAttribute('aria-busy') !== 'false') await new Promise(requestAnimationFrame);
          return performance.now();
        }
        """;

    private const string AnswerTiming = """
        () => {
          const answer = performance.getEntriesByType('resource').find(one => /\/api\/traces\/[0-9a-f]{32}\/columns$/.test(one.name));
          const painted = performance.getEntriesByName('ashiato:painted')[0];
          return [painted.startTime - answer.responseEnd, answer.decodedBodySize, answer.encodedBodySize, answer.responseEnd - answer.requestStart];
        }
        """;

    /// <summary>Marks the first frame that was drawn with rows in it, from before the page's own scripts run.</summary>
    private const string MarkPaint = """
        new MutationObserver((_, observer) => {
          if (!document.querySelector('.wf[aria-busy="false"] .wf-row')) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('ashiato:painted')));
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-busy'] });
        """;

    /// <summary>Frames in a second while something moves at every frame, and the time that scripts and layout need for one.</summary>
    private const string Frames = """
        async ([kind, seconds]) => {
          const scroll = document.querySelector('.wf-scroll');
          const canvas = document.querySelector('.wf-view canvas').getBoundingClientRect();
          const most = scroll.scrollHeight - scroll.clientHeight;
          const move = {
            scroll: k => { scroll.scrollTop = (k * 240) % most; },
            fling: k => { scroll.scrollTop = (k * 3000) % most; },
            zoom: k => scroll.dispatchEvent(new WheelEvent('wheel', {
              bubbles: true, cancelable: true, ctrlKey: true, deltaY: k % 60 < 30 ? -40 : 40,
              clientX: canvas.left + canvas.width / 3, clientY: canvas.top + 100 })),
          }[kind];
          const frames = [];
          const begin = await new Promise(requestAnimationFrame);
          let last = begin;
          for (let k = 0; last - begin < seconds * 1000; k++) {
            move(k);
            const now = await new Promise(requestAnimationFrame);
            frames.push(now - last);
            last = now;
          }
          frames.sort((a, b) => a - b);
          return [frames.length / (last - begin) * 1000, frames[Math.floor(frames.length * .95)]];
        }
        """;

    /// <summary>From a key in the field to the frame that shows what was found.</summary>
    private const string Find = """
        async text => {
          const input = document.querySelector('.wf-find input');
          input.value = text;
          const begin = performance.now();
          input.dispatchEvent(new Event('input'));
          await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - begin;
        }
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private TraceProbe(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, _page) = (playwright, browser, page);

    /// <summary>Opens the browser.</summary>
    public static async Task<TraceProbe> StartAsync(string chromium)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = s_arguments });
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout(PatienceMillis);
        await context.AddInitScriptAsync(MarkPaint);
        return new TraceProbe(playwright, browser, await context.NewPageAsync());
    }

    /// <summary>Opens the page anew.</summary>
    /// <returns>Milliseconds from the answer to the first paint; bytes of the answer, unpacked and as sent; milliseconds that the server took.</returns>
    public async Task<(double Paint, double Bytes, double SentBytes, double Server)> OpenAsync(Uri page)
    {
        await _page.GotoAsync(page.ToString());
        await _page.EvaluateAsync<double>(FirstPaint);
        await _page.WaitForFunctionAsync("() => performance.getEntriesByName('ashiato:painted').length > 0");
        double[] timing = await _page.EvaluateAsync<double[]>(AnswerTiming);
        await _page.Locator(".wf[data-notes]").WaitForAsync();
        return (timing[0], timing[1], timing[2], timing[3]);
    }

    /// <summary>Opens everything that is folded.</summary>
    /// <returns>How many rows there are then.</returns>
    public async Task<int> UnfoldAsync()
    {
        await _page.Locator(".wf-scroll").FocusAsync();
        await _page.Keyboard.PressAsync("g");
        while (true)
        {
            int rows = int.Parse((await _page.Locator(".wf-scroll").GetAttributeAsync("aria-rowcount"))!, System.Globalization.CultureInfo.InvariantCulture);
            if (rows > 1_000) return rows;
            await _page.Locator(".wf-fold").ClickAsync();
            await _page.Locator(".wf-command").First.ClickAsync();
        }
    }

    /// <summary>Moves for a while.</summary>
    /// <returns>Frames per second, and the frame that 95 % are not longer than, in milliseconds.</returns>
    public async Task<(double PerSecond, double P95)> MoveAsync(string kind)
    {
        double[] frames = await _page.EvaluateAsync<double[]>(Frames, new object[] { kind, 3 });
        return (frames[0], frames[1]);
    }

    /// <summary>Looks for something.</summary>
    /// <returns>Milliseconds until it is shown.</returns>
    public Task<double> FindAsync(string text) => _page.EvaluateAsync<double>(Find, text);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
