using System.Diagnostics;
using System.Runtime.InteropServices;
using Ashiato.Settings;

namespace Ashiato.Demo;

/// <summary>One of the programs of a demo, as a process of its own.</summary>
internal sealed class DemoProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_startWithin = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DemoProgram(Process process) => _process = process;

    /// <summary>Starts a part of the marketplace.</summary>
    /// <param name="marketplace">The marketplace's program.</param>
    /// <param name="server">Where its agent sends.</param>
    /// <param name="arguments">Which part, and its settings.</param>
    public static DemoProgram Start(string marketplace, Uri server, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(DotnetHost(), ["exec", marketplace, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the shell says about agents is for other applications.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("ELASTIC_APM_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["ELASTIC_APM_SERVER_URL"] = server.ToString();
        start.Environment["ELASTIC_APM_ENVIRONMENT"] = "demo";
        var program = new DemoProgram(new Process { StartInfo = start, EnableRaisingEvents = true });
        program.Run();
        return program;
    }

    /// <summary>Waits until it listens.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> ListenAsync(CancellationToken cancel) => await _listening.Task.WaitAsync(s_startWithin, cancel);

    /// <summary>Waits until it ends.</summary>
    /// <returns>The last line that it wrote.</returns>
    public async Task<string> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        lock (_said) return _said.LastOrDefault() ?? "";
    }

    /// <summary>Ends it. Its input ends too, by which it notices even when this process is gone at once.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It never ran.
        }
        _process.Dispose();
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(Ended());
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_said) _said.Add(line);
        const string Listens = " listens on ";
        if (line.IndexOf(Listens, StringComparison.Ordinal) is var at and >= 0 && Uri.TryCreate(line[(at + Listens.Length)..], UriKind.Absolute, out var url)) _listening.TrySetResult(url);
    }

    private StartupException Ended()
    {
        lock (_said) return new StartupException($"A part of the demo ended at once: {string.Join(' ', _said.TakeLast(3))}");
    }

    /// <summary>The program <c>dotnet</c> whose runtime this process uses.</summary>
    private static string DotnetHost()
    {
        // The runtime's folder is shared/Microsoft.NETCore.App/VERSION below it.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
