using System.Net.Http.Headers;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;

namespace Ashiato.Tests.EndToEnd;

/// <summary><c>ashiato store verify</c>, <c>backup</c> and <c>restore</c>, with the real program on real files.</summary>
public sealed class BackupTests
{
    private const string Token = "between-us";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_a_running_program_brings_back_its_events_and_settings()
    {
        using var data = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string backup = Path.Combine(elsewhere.Path, "backup"), restored = Path.Combine(elsewhere.Path, "restored");
        string[] ids;
        await using (var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0", "--store-token", Token))
        {
            ids = await SendAsync(ashiato);
            await RunAsync(0, "apikey", "create", "--name", "kept", "--data", data.Path);

            // The command finds the program by the directory that it has open.
            string said = await RunAsync(0, "store", "backup", backup, "--data", data.Path);
            Assert.Contains($"Made a backup in {backup}", said, StringComparison.Ordinal);
            Assert.Contains("all is sound", await RunAsync(0, "store", "verify", "--store-url", ashiato.Store!.ToString(), "--store-token", Token), StringComparison.Ordinal);
            Assert.Contains("all is sound", await RunAsync(0, "store", "verify", "--data", data.Path), StringComparison.Ordinal);
            Assert.Contains("does not accept the token", await RunAsync(1, "store", "verify", "--store-url", ashiato.Store!.ToString()), StringComparison.Ordinal);
            Assert.Contains("is not empty", await RunAsync(1, "store", "backup", backup, "--data", data.Path, "--store-token", Token), StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(backup, "store-*"));
        }

        Assert.Contains("all is sound", await RunAsync(0, "store", "verify", "--data", backup), StringComparison.Ordinal);
        Assert.Contains($"'{data.Path}' is not empty", await RunAsync(1, "store", "restore", backup, "--data", data.Path), StringComparison.Ordinal);
        Assert.Contains("all is sound", await RunAsync(0, "store", "restore", backup, "--data", restored), StringComparison.Ordinal);
        Assert.Contains("kept", await RunAsync(0, "apikey", "list", "--data", restored), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(restored, "settings.db")));
        await using var again = await AshiatoProcess.StartRoleAsync("store", "--data", restored, "--store", "127.0.0.1:0", "--retention-days", "0");
        Assert.Equal(ids.Order(), (await IdsAsync(again)).Order());
    }

    [Fact]
    public async Task A_program_that_speaks_TLS_is_backed_up_by_its_directory_with_its_authority()
    {
        using var data = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string backup = Path.Combine(elsewhere.Path, "backup");
        await using var ashiato = await AshiatoProcess.StartRoleAsync("store", "--data", data.Path, "--store", "127.0.0.1:0", "--tls", "on");

        await RunAsync(0, "store", "backup", backup, "--data", data.Path);

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(data.Path, "tls", "ca.key"), Cancel), await File.ReadAllBytesAsync(Path.Combine(backup, "tls", "ca.key"), Cancel));
        if (!OperatingSystem.IsWindows()) Assert.Equal(File.GetUnixFileMode(Path.Combine(data.Path, "tls", "ca.key")), File.GetUnixFileMode(Path.Combine(backup, "tls", "ca.key")));
        await RunAsync(0, "store", "restore", backup, "--data", Path.Combine(elsewhere.Path, "restored"));
    }

    [Fact]
    public async Task A_directory_that_no_program_has_open_is_checked_and_backed_up_and_damage_is_named()
    {
        using var data = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        string backup = Path.Combine(elsewhere.Path, "backup");
        await using (var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0"))
        {
            await SendAsync(ashiato);
            await ashiato.Process.KillAsync();
        }
        Assert.Contains("all is sound", await RunAsync(0, "store", "verify", "--data", data.Path), StringComparison.Ordinal);
        await RunAsync(0, "store", "backup", backup, "--data", data.Path);

        // A database of which half is something else.
        string settings = Path.Combine(backup, "settings.db");
        byte[] bytes = await File.ReadAllBytesAsync(settings, Cancel);
        bytes.AsSpan(bytes.Length / 2).Fill(0xA5);
        await File.WriteAllBytesAsync(settings, bytes, Cancel);
        string log = Directory.EnumerateFiles(Path.Combine(backup, "wal")).Single();
        byte[] records = await File.ReadAllBytesAsync(log, Cancel);
        records[records.Length / 3] ^= 1;
        await File.WriteAllBytesAsync(log, records, Cancel);

        string said = await RunAsync(2, "store", "verify", "--data", backup);

        Assert.Contains("damage  The settings database", said, StringComparison.Ordinal);
        Assert.Contains($"damage  Log file 'wal/{Path.GetFileName(log)}'", said, StringComparison.Ordinal);
        Assert.Contains("2 findings of damage", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store verify --data /no/such/directory", "There is no directory")]
    [InlineData("store verify --store-url http://127.0.0.1:1", "cannot be reached")]
    [InlineData("store backup", "ashiato store backup --help")]
    [InlineData("store restore /no/such/backup --data /no/such/directory", "is no whole backup")]
    public async Task What_cannot_be_done_is_one_sentence_with_what_to_do(string arguments, string expected) =>
        Assert.Contains(expected, Assert.Single((await RunAsync(1, arguments.Split(' '))).Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    private static async Task<string> RunAsync(int expected, params string[] arguments)
    {
        await using var process = AshiatoProcess.Launch(arguments);
        int code = await process.WaitForExitAsync();
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {process.Error}{process.Output}");
        return process.Output + process.Error;
    }

    private static async Task<string[]> SendAsync(AshiatoProcess ashiato)
    {
        var ids = new List<string>();
        foreach (byte[] piece in IsucariStream.Pieces(events: 500).Take(4))
        {
            using var content = new ByteArrayContent(piece);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
            Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
            ids.AddRange(IsucariStream.Ids(piece));
        }
        return [.. ids];
    }

    private static async Task<List<string>> IdsAsync(AshiatoProcess ashiato)
    {
        using var client = new HttpClient { BaseAddress = ashiato.Store };
        await using var store = new RemoteEventStore(client);
        var query = new RowQuery
        {
            Filter = new Filter.TextIn(Fields.ProcessorEvent, [Fields.Events.Transaction, Fields.Events.Span]),
            Fields = [Fields.ProcessorEvent, Fields.TransactionId, Fields.SpanId],
            Limit = RowQuery.MaxLimit,
        };
        var page = await store.QueryAsync(query, Cancel);
        return [.. page.Rows.Rows.Select(static row => row.Id(row.Text(Fields.ProcessorEvent) == Fields.Events.Span ? Fields.SpanId : Fields.TransactionId).ToString())];
    }
}
