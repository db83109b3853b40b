using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ashiato.Bench.Load;

/// <summary>The Ashiato that is measured: a process of its own with a fresh data directory, or one that runs already.</summary>
internal sealed class Target : IAsyncDisposable
{
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(60);

    private readonly Process? _process;
    private bool _isTemporary;

    private Target(Uri server, Uri console, Process? process, ProcessUsage? usage, string? dataDirectory)
    {
        Server = server;
        Console = console;
        _process = process;
        Usage = usage;
        DataDirectory = dataDirectory;
    }

    /// <summary>Where intake listens.</summary>
    public Uri Server { get; }

    /// <summary>Where <c>/api/</c> is.</summary>
    public Uri Console { get; }

    /// <summary>What the process uses; <see langword="null"/> when it is not known which it is.</summary>
    public ProcessUsage? Usage { get; }

    /// <summary>Where its events are; <see langword="null"/> when that is not known.</summary>
    public string? DataDirectory { get; }

    /// <summary>From the start of the process to its first answer as a server.</summary>
    public TimeSpan? AcceptTime { get; private set; }

    /// <summary>From the start of the process to its first answer on both ports.</summary>
    public TimeSpan? StartTime { get; private set; }

    /// <summary>Uses a program that runs already.</summary>
    public static Target Attach(Uri server, Uri console, int? processId, string? dataDirectory) =>
        new(server, console, null, processId is { } id ? new ProcessUsage(id) : null, dataDirectory);

    /// <summary>Starts the program on free loopback ports, and waits until it answers.</summary>
    /// <exception cref="BenchException">It did not start.</exception>
    public static Task<Target> StartAsync(string program, CancellationToken cancel) =>
        StartAsync(program, Directory.CreateTempSubdirectory("ashiato-bench-").FullName, isTemporary: true, cancel);

    /// <summary>The same on a directory that stays, whose events are never too old.</summary>
    /// <exception cref="BenchException">It did not start.</exception>
    public static Task<Target> StartAsync(string program, string data, CancellationToken cancel) => StartAsync(program, data, isTemporary: false, cancel);

    /// <summary>Starts the program with TLS on its ports, and certificates of its own.</summary>
    /// <exception cref="BenchException">It did not start.</exception>
    public static Task<Target> StartEncryptedAsync(string program, CancellationToken cancel) =>
        StartAsync(program, Directory.CreateTempSubdirectory("ashiato-bench-").FullName, isTemporary: true, cancel, isEncrypted: true);

    /// <summary>The certificate by which the program is recognised; there when it speaks TLS.</summary>
    public string Authority => Path.Combine(DataDirectory!, "tls", "ca.crt");

    /// <summary>Ends the program as a crash would.</summary>
    public void Kill() => _process!.Kill();

    private static async Task<Target> StartAsync(string program, string data, bool isTemporary, CancellationToken cancel, bool isEncrypted = false)
    {
        if (!File.Exists(program)) throw new BenchException($"There is no program at '{program}'. Build it: dotnet build -c Release src/Ashiato");
        Uri server = FreeAddress(), store = FreeAddress(), console = FreeAddress();
        if (isEncrypted) (server, console) = (Encrypted(server), Encrypted(console));
        var start = new ProcessStartInfo(program, ["--data", data, "--server", server.Authority, "--store", store.Authority, "--console", console.Authority, "--otlp-ports", "off", .. isEncrypted ? (string[])["--tls", "on"] : [], .. isTemporary ? Array.Empty<string>() : ["--retention-days", "0"]]);
        long began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var target = new Target(server, console, process, new ProcessUsage(process.Id), data) { _isTemporary = isTemporary };
        try
        {
            await target.WaitForAnswerAsync(target.Server, cancel);
            target.AcceptTime = Stopwatch.GetElapsedTime(began);
            await target.WaitForAnswerAsync(target.Console, cancel);
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
        target.StartTime = Stopwatch.GetElapsedTime(began);
        return target;
    }

    /// <summary>Bytes of all files in the data directory.</summary>
    public long? BytesOnDisk() =>
        DataDirectory is null ? null : new DirectoryInfo(DataDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>Stops a program that was started here, and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            using (var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await signal.WaitForExitAsync();
            using var patience = new CancellationTokenSource(s_stopPatience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
        if (_isTemporary) Directory.Delete(DataDirectory!, recursive: true);
    }

    private async Task WaitForAnswerAsync(Uri address, CancellationToken cancel)
    {
        // Its certificate is made while it starts.
        using var client = new HttpClient(Trust.Handler(Server.Scheme == Uri.UriSchemeHttps ? () => Authority : null));
        long began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(client, address, cancel))
        {
            if (_process!.HasExited) throw new BenchException($"The program ended with exit code {_process.ExitCode} before it answered.");
            if (Stopwatch.GetElapsedTime(began) > s_startPatience) throw new BenchException($"The program did not answer within {s_startPatience}.");
            await Task.Delay(1, cancel);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Uri Encrypted(Uri address) => new UriBuilder(address) { Scheme = Uri.UriSchemeHttps }.Uri;

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }
}
