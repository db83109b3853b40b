using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The real program in a process of its own, on free ports.</summary>
internal sealed partial class AshiatoProcess : IAsyncDisposable
{
    private const string LastLine = "Ctrl-C stops it.";
    private readonly ChildProcess _process;

    private AshiatoProcess(ChildProcess process)
    {
        _process = process;
        Server = Url("Server");
        Store = Url("Store");
        Console = Url("Console");
        Http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Where agents send; <see langword="null"/> when the role does not run in the process.</summary>
    public Uri? Server { get; }

    /// <summary>Where other processes ask.</summary>
    public Uri? Store { get; }

    /// <summary>Where people look.</summary>
    public Uri? Console { get; }

    /// <summary>A client that goes with the process.</summary>
    public HttpClient Http { get; }

    /// <summary>The process itself.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts all roles and waits until they listen.</summary>
    public static Task<AshiatoProcess> StartAsync(TemporaryFolder data, params string[] more) =>
        StartRoleAsync(["--data", data.Path, "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0", .. more]);

    /// <summary>Starts the program with arguments and waits until it listens.</summary>
    public static async Task<AshiatoProcess> StartRoleAsync(params string[] arguments)
    {
        var process = Launch(arguments);
        try
        {
            await process.WaitForLineAsync(line => line == LastLine);
            return new AshiatoProcess(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program, for tests in which it does not get far.</summary>
    public static ChildProcess Launch(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // The tests are built beside the program, in the same configuration.
        string flavour = System.IO.Path.GetRelativePath(Repository.Path("tests", "Ashiato.Tests"), AppContext.BaseDirectory);
        // The ports that OpenTelemetry expects belong to whoever runs the tests, not to them.
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        all.TryAdd("ASHIATO_OTLP_PORTS", "off");
        return ChildProcess.Start("dotnet", [Repository.Path("src", "Ashiato", flavour, "ashiato.dll"), .. arguments], all);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private Uri? Url(string name)
    {
        var found = AddressLine().Matches(_process.Output).FirstOrDefault(line => line.Groups["name"].Value == name);
        return found is null ? null : new Uri(found.Groups["url"].Value + "/");
    }

    [GeneratedRegex(@"^  (?<name>\w+) +(?<url>https?://\S+)", RegexOptions.Multiline)]
    private static partial Regex AddressLine();
}
