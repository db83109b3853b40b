using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A program that a test started, with what it said. Killed with its children when the test ends.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    /// <summary>Until a test gives up: long, for a busy machine is no failure, and who waits for what comes does not wait longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private bool _hasEnded;
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _waiting = [];

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = GiveUpAtTheEndAsync();
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder ?? Path.GetTempPath() };
        // What the developer's shell says about Ashiato or an agent is no part of a test.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("ASHIATO_", StringComparison.Ordinal) || name.StartsWith("ELASTIC_APM_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        // Nobody debugs it, and when it is killed its debugger's pipes would stay in the folder for temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(start);
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = Start(file, arguments, environment, folder);
        int exitCode = await process.WaitForExitAsync();
        Assert.True(exitCode == 0, $"{file} ended with {exitCode}: {process.Error}{process.Output}");
        return process.Output;
    }

    /// <summary>Waits for a line, of standard output or error, and fails the test when the program ends without it.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (Lines.FirstOrDefault(matches) is { } line) return line;
            if (_hasEnded) found.SetException(Ended());
            _waiting.Add((matches, found));
        }
        return await found.Task.WaitAsync(Patience);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt() => Signal(2);

    /// <summary>What an orchestrator does first.</summary>
    public void Terminate() => Signal(15);

    /// <summary>What a lost machine does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        // Its end, not that of its output: a pipe stays open as long as any process that inherited it.
        Assert.True(await Task.Run(() => _process.WaitForExit(Patience)), "A killed process did not end.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Signal(int number) => Assert.Equal(0, SendSignal(_process.Id, number));

    private string[] Lines => $"{_output}{_error}".Split('\n');

    private void Hear(StringBuilder said, string? line)
    {
        if (line is null) return;
        lock (_waiting)
        {
            said.Append(line).Append('\n');
            foreach (var (matches, found) in _waiting)
                if (matches(line)) found.TrySetResult(line);
        }
    }

    /// <summary>Once the program has ended and everything it said was heard, nothing that is still waited for will come.</summary>
    private async Task GiveUpAtTheEndAsync()
    {
        await _process.WaitForExitAsync();
        lock (_waiting)
        {
            _hasEnded = true;
            foreach (var (_, found) in _waiting) found.TrySetException(Ended());
        }
    }

    private InvalidOperationException Ended() => new($"The program ended before it said what was waited for. It said: {_output}{_error}");

    private string Read(StringBuilder said)
    {
        lock (_waiting) return said.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
