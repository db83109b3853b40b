namespace Ashiato.Tests.EndToEnd;

/// <summary>A real PostgreSQL with a database of its own, for one test.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _pgCtl;
    private readonly string _folder;

    private PostgresServer(string pgCtl, string folder, int port)
    {
        _pgCtl = pgCtl;
        _folder = folder;
        Url = $"postgres://postgres@127.0.0.1:{port}/postgres";
    }

    /// <summary>Where it is, for clients.</summary>
    public string Url { get; }

    /// <summary>Starts it, with a table of items.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        string pgCtl = Tool.PgCtl, programs = Path.GetDirectoryName(pgCtl)!;
        string folder = (await AsOwnerAsync("mktemp", ["-d", Path.Combine(Path.GetTempPath(), "ashiato-pg-XXXXXX")])).Trim();
        string data = Path.Combine(folder, "data");
        await AsOwnerAsync(Path.Combine(programs, "initdb"), ["-D", data, "-U", "postgres", "--auth", "trust", "--no-sync", "-E", "UTF8"]);
        int port = FreePort.Find();
        await AsOwnerAsync(pgCtl, ["-D", data, "-w", "-t", "300", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off", "start"]);
        var server = new PostgresServer(pgCtl, folder, port);
        try
        {
            await AsOwnerAsync(Path.Combine(programs, "psql"), ["-h", folder, "-p", $"{port}", "-U", "postgres", "-c",
                "CREATE TABLE items (id int PRIMARY KEY, name text, price int); INSERT INTO items SELECT i, 'item ' || i, i * 100 FROM generate_series(1, 100) i"]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await AsOwnerAsync(_pgCtl, ["-D", Path.Combine(_folder, "data"), "-m", "immediate", "stop"]);
        await AsOwnerAsync("rm", ["-rf", _folder]);
    }

    /// <summary>PostgreSQL refuses to run as root; Debian's package brings a user for it.</summary>
    private static Task<string> AsOwnerAsync(string file, string[] arguments) => Environment.UserName == "root"
        ? ChildProcess.RunAsync("runuser", ["-u", "postgres", "--", file, .. arguments])
        : ChildProcess.RunAsync(file, arguments);
}
