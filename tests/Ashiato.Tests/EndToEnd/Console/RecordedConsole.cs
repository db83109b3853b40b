using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>The program with the recorded load in it, and a browser before it. Recordings happen just now.</summary>
internal sealed class RecordedConsole : IAsyncDisposable
{
    private readonly TemporaryFolder _data;
    private readonly Browser _browser;
    private readonly AshiatoProcess _ashiato;

    private RecordedConsole(TemporaryFolder data, Browser browser, AshiatoProcess ashiato) => (_data, _browser, _ashiato) = (data, browser, ashiato);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The tab.</summary>
    public IPage Page => _browser.Page;

    /// <summary>What scripts failed with and what the console complained about.</summary>
    public IReadOnlyList<string> Errors => _browser.Errors;

    /// <summary>Starts it and sends the marketplace's requests, once for each version, newest last.</summary>
    public static async Task<RecordedConsole> StartAsync(params string[] versions)
    {
        var data = new TemporaryFolder();
        var browser = await Browser.OpenAsync();
        var ashiato = await AshiatoProcess.StartAsync(data);
        var console = new RecordedConsole(data, browser, ashiato);
        foreach (string version in versions.DefaultIfEmpty("1.0.0"))
            foreach (byte[] body in IsucariStream.Bodies()) await console.SendAsync(Versioned(IsucariStream.Recent(body), version));
        return console;
    }

    /// <summary>Sends a body of the intake protocol.</summary>
    public async Task SendAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await _ashiato.Http.PostAsync(new Uri(_ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Opens a page and waits until all of it is there.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(new Uri(_ashiato.Console!, path).ToString());
        await Page.WaitForFunctionAsync("""
            () => document.readyState === 'complete' && document.cookie.includes('zone=') && !document.querySelector('.panel.loading')
              && [...document.querySelectorAll('time-chart')].every(chart => chart.querySelector('canvas'))
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _ashiato.DisposeAsync();
        _data.Dispose();
    }

    private static byte[] Versioned(byte[] body, string version) =>
        System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(body).Replace("\"name\":\"isucari\"", $"\"name\":\"isucari\",\"version\":\"{version}\"", StringComparison.Ordinal));
}
