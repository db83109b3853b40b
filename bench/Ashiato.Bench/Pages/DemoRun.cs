using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ashiato.Bench.Pages;

/// <summary><c>ashiato demo</c>, until it is over and has said which traces to look at.</summary>
internal sealed partial class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private DemoRun(Process process, DirectoryInfo data, Uri purchase) => (_process, _data, Purchase) = (process, data, purchase);

    /// <summary>The page of the purchase's trace.</summary>
    public Uri Purchase { get; }

    /// <summary>Starts it and waits.</summary>
    /// <exception cref="BenchException">It named no trace.</exception>
    public static async Task<DemoRun> StartAsync(string program, CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("ashiato-demo-");
        var process = Process.Start(new ProcessStartInfo(
            program, ["demo", "--data", data.FullName, "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0", "--seconds", "10"])
        { RedirectStandardOutput = true, Environment = { ["ASHIATO_OTLP_PORTS"] = "off" } })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (TraceAddress().Match(line) is { Success: true } found) return new DemoRun(process, data, new Uri(found.Value));
        throw new BenchException("The demo ended without naming a trace; run `ashiato demo` to see what it says.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    [GeneratedRegex(@"http://\S+/traces/[0-9a-f]{32}")]
    private static partial Regex TraceAddress();
}
