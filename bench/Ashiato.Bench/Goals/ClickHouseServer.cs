using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ashiato.Bench.Load;

namespace Ashiato.Bench.Goals;

/// <summary>A ClickHouse of its own: on free loopback ports, in a temporary directory, gone when it is disposed of.</summary>
internal sealed class ClickHouseServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly HttpClient _client;

    private ClickHouseServer(Process process, DirectoryInfo directory, int port)
    {
        (_process, _directory) = (process, directory);
        Usage = new ProcessUsage(process.Id);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(30) };
    }

    /// <summary>What its process uses.</summary>
    public ProcessUsage Usage { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Where the program is; <see langword="null"/> when it is not installed.</summary>
    public static string? Program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(static directory => Path.Combine(directory, "clickhouse-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts it, compressing with ZSTD as those do who care for bytes.</summary>
    /// <exception cref="BenchException">It is not there, or did not start.</exception>
    public static async Task<ClickHouseServer> StartAsync(CancellationToken cancel)
    {
        string program = Program ?? throw new BenchException("There is no clickhouse-server. Install it: apt-get install clickhouse-server");
        var directory = Directory.CreateTempSubdirectory("clickhouse-bench-");
        int port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "config.xml"), Configuration(directory.FullName, port, FreePort()), cancel);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "users.xml"), Users, cancel);
        var start = new ProcessStartInfo(program, [$"--config-file={directory.FullName}/config.xml"]) { WorkingDirectory = directory.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new ClickHouseServer(process, directory, port);
        try
        {
            await server.WaitAsync(began, cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks, and gives the answer as it came.</summary>
    /// <exception cref="BenchException">It refused.</exception>
    public async Task<byte[]> AskAsync(string sql, CancellationToken cancel)
    {
        using var content = new StringContent(sql);
        using var answer = await _client.PostAsync(new Uri("/", UriKind.Relative), content, cancel);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancel);
        return answer.IsSuccessStatusCode ? body : throw Refusal(sql, body);
    }

    /// <summary>Asks for one number.</summary>
    public async Task<double> NumberAsync(string sql, CancellationToken cancel) =>
        double.Parse(System.Text.Encoding.ASCII.GetString(await AskAsync(sql, cancel)), CultureInfo.InvariantCulture);

    /// <summary>Sends rows behind an <c>INSERT</c>.</summary>
    /// <exception cref="BenchException">It refused.</exception>
    public async Task InsertAsync(string sql, ReadOnlyMemory<byte> rows, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(rows);
        using var answer = await _client.PostAsync(new Uri("/?query=" + Uri.EscapeDataString(sql), UriKind.Relative), content, cancel);
        if (!answer.IsSuccessStatusCode) throw Refusal(sql, await answer.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <summary>Stops it and removes what it wrote.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task WaitAsync(long began, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await AskAsync("SELECT 1", cancel);
                StartTime = Stopwatch.GetElapsedTime(began);
                return;
            }
            catch (HttpRequestException)
            {
                if (_process.HasExited) throw new BenchException($"clickhouse-server ended with exit code {_process.ExitCode} before it answered.");
                if (Stopwatch.GetElapsedTime(began) > s_patience) throw new BenchException($"clickhouse-server did not answer within {s_patience}.");
                await Task.Delay(s_look, cancel);
            }
        }
    }

    private static BenchException Refusal(string sql, byte[] body) => new($"ClickHouse refused '{sql}': {System.Text.Encoding.UTF8.GetString(body)}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Configuration(string directory, int http, int tcp) => $"""
        <?xml version="1.0"?>
        <yandex>
          <logger><level>error</level><console>1</console></logger>
          <listen_host>127.0.0.1</listen_host>
          <http_port>{http}</http_port>
          <tcp_port>{tcp}</tcp_port>
          <path>{directory}/data/</path>
          <tmp_path>{directory}/tmp/</tmp_path>
          <users_config>users.xml</users_config>
          <default_profile>default</default_profile>
          <default_database>default</default_database>
          <mark_cache_size>1073741824</mark_cache_size>
          <max_concurrent_queries>100</max_concurrent_queries>
          <compression><case><min_part_size>0</min_part_size><min_part_size_ratio>0</min_part_size_ratio><method>zstd</method></case></compression>
        </yandex>
        """;

    private const string Users = """
        <?xml version="1.0"?>
        <yandex>
          <profiles><default><max_memory_usage>10000000000</max_memory_usage></default></profiles>
          <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
          <quotas><default></default></quotas>
        </yandex>
        """;
}
