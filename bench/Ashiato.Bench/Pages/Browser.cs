using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Bench.Pages;

/// <summary>One window of an installed Chromium without a screen, driven by the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Loaded = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', () => done(), { once: true }))";
    private const string PortFile = "DevToolsActivePort";
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly DirectoryInfo _profile;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<string> _scripts = [];
    private int _lastId;

    // The page that the window shows. One that was drawn before its link was followed takes the place of the one before it, with a session of its own.
    private string? _session, _ahead, _gone;

    private Browser(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Starts one.</summary>
    /// <exception cref="BenchException">None is installed, or it did not start.</exception>
    public static async Task<Browser> StartAsync(int width, int height, CancellationToken cancel)
    {
        string program = s_names.Select(name => Path.Combine("/usr/bin", name)).FirstOrDefault(File.Exists) ?? throw new BenchException("There is no Chromium. Install it: apt-get install chromium");
        var profile = Directory.CreateTempSubdirectory("ashiato-browser-");
        var start = new ProcessStartInfo(
            program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}"), "about:blank",
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, profile);
        try
        {
            await browser.ConnectAsync(cancel);
            await browser.ResizeAsync(width, height, cancel);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets the size of the window's inside.</summary>
    public Task ResizeAsync(int width, int height, CancellationToken cancel) =>
        SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false }, cancel);

    /// <summary>Runs a script in each page from now on, before the page's own.</summary>
    public Task RunInEachPageAsync(string script, CancellationToken cancel)
    {
        _scripts.Add(script);
        return SendAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = script }, cancel);
    }

    /// <summary>Moves the pointer there, in pixels of the window's inside.</summary>
    public Task PointAsync(double x, double y, CancellationToken cancel) => PointerAsync("mouseMoved", x, y, cancel);

    /// <summary>Presses there, for as long as a hand does, and lets go.</summary>
    public async Task ClickAsync(double x, double y, TimeSpan pressed, CancellationToken cancel)
    {
        await PointerAsync("mousePressed", x, y, cancel);
        await RestAsync(pressed, cancel);
        await PointerAsync("mouseReleased", x, y, cancel);
    }

    /// <summary>Waits, and hears meanwhile what the browser tells.</summary>
    public Task RestAsync(TimeSpan time, CancellationToken cancel) =>
        EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"new Promise(done => setTimeout(done, {time.TotalMilliseconds}))"), cancel);

    private Task<JsonNode> PointerAsync(string type, double x, double y, CancellationToken cancel) =>
        SendAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = type == "mouseMoved" ? "none" : "left", ["clickCount"] = type == "mouseMoved" ? 0 : 1 }, cancel);

    /// <summary>Forgets what was fetched before.</summary>
    public Task ClearCacheAsync(CancellationToken cancel) => SendAsync("Network.clearBrowserCache", null, cancel);

    /// <summary>Opens a page and waits until it is loaded, without asking meanwhile: that would take time from the page.</summary>
    public async Task OpenAsync(Uri page, CancellationToken cancel)
    {
        await SendAsync("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri }, cancel);
        await EndAsync(Loaded, cancel);
        await WaitAsync("document.readyState === 'complete' && location.href !== 'about:blank'", cancel);
    }

    /// <summary>Waits until something is true in the page that the window shows.</summary>
    /// <exception cref="BenchException">It did not become true in time.</exception>
    public async Task WaitAsync(string condition, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await IsAsync(condition, cancel))
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new BenchException($"The page did not come so far that: {condition}");
            await Task.Delay(10, cancel);
        }
    }

    private async Task<bool> IsAsync(string condition, CancellationToken cancel)
    {
        try
        {
            return (await EvaluateAsync(condition, cancel))?.GetValueKind() == JsonValueKind.True;
        }
        catch (BenchException)
        {
            // The page went, and the next one is asked.
            return false;
        }
    }

    /// <summary>Waits for the end of a promise of the page, until another page takes its place, or for as long as patience lasts.</summary>
    public async Task EndAsync(string promise, CancellationToken cancel)
    {
        try
        {
            await EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"Promise.race([{promise}, new Promise(late => setTimeout(late, {s_patience.TotalMilliseconds}))])"), cancel);
        }
        catch (BenchException)
        {
            // The page went. Whoever waits asks the next one what became of it.
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression, CancellationToken cancel)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, cancel);
        return answer["result"]?["value"]?.DeepClone();
    }

    /// <summary>What the window shows, as PNG.</summary>
    public async Task<byte[]> CaptureAsync(CancellationToken cancel) =>
        Convert.FromBase64String((await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, cancel))["data"]!.GetValue<string>());

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser may still write its last words there; the system clears its temporary files.
        }
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        string file = Path.Combine(_profile.FullName, PortFile);
        long began = Stopwatch.GetTimestamp();
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file, cancel)).Length < 2)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > s_patience) throw new BenchException("Chromium did not start.");
            await Task.Delay(20, cancel);
        }
        string[] lines = await File.ReadAllLinesAsync(file, cancel);
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), cancel);
        // Pages come and go below a tab.
        var tabs = await SendAsync("Target.getTargets", new JsonObject { ["filter"] = new JsonArray(new JsonObject { ["type"] = "tab" }) }, cancel);
        string tab = tabs["targetInfos"]![0]!["targetId"]!.GetValue<string>();
        var attached = await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = tab, ["flatten"] = true }, cancel);
        await SendAsync(attached["sessionId"]!.GetValue<string>(), "Target.setAutoAttach", new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = true, ["flatten"] = true }, cancel);
        if (_session is null) throw new BenchException("Chromium told of no page.");
    }

    private Task<JsonNode> SendAsync(string method, JsonObject? parameters, CancellationToken cancel) => SendAsync(_session, method, parameters, cancel);

    private async Task<JsonNode> SendAsync(string? session, string method, JsonObject? parameters, CancellationToken cancel)
    {
        int id = await PostAsync(session, method, parameters, cancel);
        while (true)
        {
            var message = await ReceiveAsync(cancel);
            if (message["method"]?.GetValue<string>() is { } told) await HearAsync(told, message["params"]!, cancel);
            if (session is not null && session == _gone) throw new BenchException($"The page went before {method} ended.");
            if (message["id"]?.GetValue<int>() != id) continue;
            if (message["error"] is { } error) throw new BenchException($"Chromium refused {method}: {error["message"]}");
            return message["result"] ?? new JsonObject();
        }
    }

    /// <summary>Takes over pages that come into being, and learns which the window shows.</summary>
    private async Task HearAsync(string told, JsonNode about, CancellationToken cancel)
    {
        string? session = about["sessionId"]?.GetValue<string>();
        if (told == "Target.detachedFromTarget" && session == _session) (_gone, _session, _ahead) = (session, _ahead, null);
        if (told != "Target.attachedToTarget") return;
        if (about["targetInfo"]!["type"]!.GetValue<string>() == "page") await PrepareAsync(session, about["targetInfo"]!["subtype"]?.GetValue<string>() == "prerender", cancel);
        await PostAsync(session, "Runtime.runIfWaitingForDebugger", null, cancel);
    }

    private async Task PrepareAsync(string? session, bool isAhead, CancellationToken cancel)
    {
        if (isAhead) _ahead = session;
        else _session = session;
        // Not Network.enable too: to tell of each request and its answer takes the browser a sixth of the time in which a page is complete.
        await PostAsync(session, "Page.enable", null, cancel);
        foreach (string script in _scripts) await PostAsync(session, "Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = script }, cancel);
    }

    private async Task<int> PostAsync(string? session, string method, JsonObject? parameters, CancellationToken cancel)
    {
        int id = ++_lastId;
        var request = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) request["sessionId"] = session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, cancel);
        return id;
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancel)
    {
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancel);
            if (part.MessageType == WebSocketMessageType.Close) throw new BenchException("Chromium closed the connection.");
            message.Write(_buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        message.Position = 0;
        return (await JsonNode.ParseAsync(message, cancellationToken: cancel))!;
    }
}
