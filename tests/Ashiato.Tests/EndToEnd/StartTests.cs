using System.Net;
using System.Net.Sockets;

namespace Ashiato.Tests.EndToEnd;

public sealed class StartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_command_starts_everything_and_says_where_it_is()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);

        Assert.Contains($"ELASTIC_APM_SERVER_URL={ashiato.Server!.ToString().TrimEnd('/')}", ashiato.Process.Output, StringComparison.Ordinal);
        foreach (var role in new[] { ashiato.Server!, ashiato.Store!, ashiato.Console! })
        {
            Assert.Equal("ok\n", await ashiato.Http.GetStringAsync(new Uri(role, "healthz"), Cancel));
            Assert.Equal("ready\n", await ashiato.Http.GetStringAsync(new Uri(role, "readyz"), Cancel));
        }
        Assert.Contains("\"version\"", await ashiato.Http.GetStringAsync(ashiato.Store, Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ctrl-C")]
    [InlineData("SIGTERM")]
    public async Task A_signal_stops_it_cleanly(string signal)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);

        if (signal == "Ctrl-C") ashiato.Process.Interrupt();
        else ashiato.Process.Terminate();

        Assert.Equal((0, ""), (await ashiato.Process.WaitForExitAsync(), ashiato.Process.Error));
    }

    [Fact]
    public async Task A_missing_data_directory_is_made()
    {
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "not", "yet");
        await using var ashiato = await AshiatoProcess.StartRoleAsync("store", "--data", data, "--store", "127.0.0.1:0");

        Assert.True(Directory.Exists(data));
    }

    [Fact]
    public async Task Help_explains_each_option_with_its_variable_and_default()
    {
        await using var ashiato = AshiatoProcess.Launch(["--help"]);

        Assert.Equal(0, await ashiato.WaitForExitAsync());
        Assert.Contains("--secret-token", ashiato.Output, StringComparison.Ordinal);
        Assert.Contains("Default: 127.0.0.1:8200. Also ASHIATO_SERVER.", ashiato.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_with_what_to_do()
    {
        using var data = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        string sentence = await RefusalAsync(["--data", data.Path, "--store", "127.0.0.1:0", "--server", $"127.0.0.1:{port}"]);

        Assert.StartsWith($"ashiato: Port {port} of 127.0.0.1 is taken by another program", sentence, StringComparison.Ordinal);
        Assert.Contains("choose another port with --server", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenTelemetry_is_taken_on_further_ports()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--otlp-ports", "0,0");

        var further = ashiato.Process.Output.Split('\n').Where(line => line.Contains("OpenTelemetry SDKs send here unless", StringComparison.Ordinal)).Select(line => new Uri(line.Trim().Split(' ')[0])).ToList();
        Assert.Equal(2, further.Distinct().Count());
        foreach (var url in further)
        {
            using var answer = await ashiato.Http.PostAsync(new Uri(url, "v1/traces"), new ByteArrayContent([]), Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_port_of_OpenTelemetry_in_use_is_one_sentence_when_it_was_asked_for()
    {
        using var data = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        string sentence = await RefusalAsync(["--data", data.Path, "--store", "127.0.0.1:0", "--server", "127.0.0.1:0", "--otlp-ports", $"{port}"]);

        Assert.StartsWith($"ashiato: Port {port} of 127.0.0.1 cannot be taken for OpenTelemetry", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unwritable_data_directory_is_one_sentence_with_what_to_do()
    {
        // Not even root can make a directory inside a file.
        using var file = new TemporaryFile("");

        string sentence = await RefusalAsync(["--data", Path.Combine(file.Path, "data")]);

        Assert.Contains("choose another with --data DIR", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_one_sentence_with_what_to_do()
    {
        using var data = new TemporaryFolder();
        await using var first = await AshiatoProcess.StartAsync(data);

        string sentence = await RefusalAsync(["--data", data.Path, "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0"]);

        Assert.Contains(data.Path, sentence, StringComparison.Ordinal);
        Assert.Contains("--data", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sevrer", "ashiato --help")]
    [InlineData("serve", "ashiato --help")]
    [InlineData("store --console 127.0.0.1:1", "ashiato store --help")]
    [InlineData("--server", "--server")]
    [InlineData("--server 8200", "such as --server 127.0.0.1:8200")]
    [InlineData("--server 0.0.0.0:8200", "--secret-token")]
    [InlineData("--config no-such-file.yaml", "Name a YAML file that exists")]
    public async Task A_bad_option_is_one_sentence_with_what_to_do(string arguments, string expected) =>
        Assert.Contains(expected, await RefusalAsync(arguments.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public async Task A_bad_variable_is_one_sentence_with_what_to_do() =>
        Assert.Contains("ASHIATO_STORE", await RefusalAsync([], new() { ["ASHIATO_STORE"] = "here" }), StringComparison.Ordinal);

    /// <summary>What the program says when it cannot start: exactly one line, on standard error.</summary>
    private static async Task<string> RefusalAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        await using var ashiato = AshiatoProcess.Launch(arguments, environment);

        Assert.NotEqual(0, await ashiato.WaitForExitAsync());
        Assert.Equal("", ashiato.Output);
        return Assert.Single(ashiato.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
