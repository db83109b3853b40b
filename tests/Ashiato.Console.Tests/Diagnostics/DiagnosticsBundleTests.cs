using System.IO.Compression;
using System.Text.Json;
using Ashiato.Console.Diagnostics;
using Ashiato.Query;
using Ashiato.Query.Tests;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Diagnostics;

public sealed class DiagnosticsBundleTests : IAsyncLifetime
{
    private const string Password = "a password of somebody";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ashiato-diagnostics-");
    private readonly TimeProvider _time = new AfterNoon();
    private SqliteSettingsStore _settings = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _settings = SqliteSettingsStore.Open(_directory.FullName);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _settings.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Everything_that_a_helper_asks_for_is_in_one_archive()
    {
        await new AgentReports(_settings, _time).WriteAsync(new AgentReport("server-1", _time.GetUtcNow(), [new AgentState("shop", "production", "10.0.0.7", "apm-agent-go/v2.6.0", null, _time.GetUtcNow())], []), Cancel);
        await using var store = await new SampleEvents().Transaction("t1").ToStoreAsync();

        var files = await FilesAsync(store, new Facts(["one line", "another"]));

        Assert.Equal(["about.json", "settings.json", "store.json", "usage.json", "services.json", "agents.json", "doctor.json", "log.txt"], files.Keys);
        Assert.Equal("store, console", Json("about.json").GetProperty("roles").GetString());
        Assert.NotEqual(0, Json("about.json").GetProperty("process").GetProperty("workingSetBytes").GetInt64());
        Assert.Equal(("retention-days", "7", "default"), (Json("settings.json")[0].GetProperty("name").GetString(), Json("settings.json")[0].GetProperty("value").GetString(), Json("settings.json")[0].GetProperty("source").GetString()));
        Assert.Equal(1, Json("store.json").GetProperty("eventCount").GetInt64());
        Assert.Equal(("shop", "go", 1), (Json("services.json")[0].GetProperty("name").GetString(), Json("services.json")[0].GetProperty("agent").GetString(), Json("services.json")[0].GetProperty("transactions").GetInt32()));
        Assert.Equal("apm-agent-go/v2.6.0", Json("agents.json")[0].GetProperty("agent").GetString());
        Assert.Equal(0, Json("doctor.json").GetProperty("findings").GetArrayLength());
        Assert.Equal("one line\nanother", files["log.txt"]);

        JsonElement Json(string name) => JsonElement.Parse(files[name]);
    }

    [Fact]
    public async Task No_secret_is_in_it_wherever_one_may_have_got()
    {
        await new UserDirectory(_settings, _time).AddAsync("elastic", Password, UserRole.Admin, Cancel);
        await using var store = await new SampleEvents(traceId: "4bf92f3577b34da6a3ce929d0e0e4736").Transaction("t1", service: "tok-of-agents").ToStoreAsync();

        var files = await FilesAsync(store, new Facts(["sent tok-of-agents", "Authorization: Bearer of-somebody-else"]));

        foreach (string secret in new[] { "tok-of-agents", "of-somebody-else", Password, "4bf92f3577b34da6a3ce929d0e0e4736", "elastic" })
            Assert.All(files, file => Assert.DoesNotContain(secret, file.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_says_so_and_the_others_are_there()
    {
        var files = await FilesAsync(new Api.UnreadableStore(), new Facts(["a line"]));

        Assert.StartsWith("This could not be read: ", files["services.json"], StringComparison.Ordinal);
        Assert.Equal("a line", files["log.txt"]);
        Assert.Equal(JsonValueKind.Array, JsonElement.Parse(files["agents.json"]).ValueKind);
    }

    [Fact]
    public async Task It_stays_small_however_much_there_is_to_tell()
    {
        var many = new SampleEvents();
        for (int i = 0; i < 3_000; i++) many.Transaction($"t{i}", service: $"service-{i}");
        await using var store = await many.ToStoreAsync();

        var files = await FilesAsync(store, new Facts([.. Enumerable.Repeat(new string('x', 100_000), 3_000)]));

        Assert.Equal(DiagnosticsBundle.MostEntries, JsonElement.Parse(files["services.json"]).GetArrayLength());
        Assert.Equal(DiagnosticsBundle.MostEntries, files["log.txt"].Split('\n').Length);
        Assert.True(files.Values.Sum(file => (long)file.Length) < 4_000_000);
    }

    private async Task<IReadOnlyDictionary<string, string>> FilesAsync(IEventStore store, IProcessFacts facts)
    {
        byte[] bytes = await new DiagnosticsBundle(new Questions(store, _time), _settings, facts, _time).MakeAsync(Cancel);
        await using var archive = new ZipArchive(new MemoryStream(bytes));
        var files = new OrderedDictionary<string, string>();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Cancel));
            files.Add(entry.FullName, await reader.ReadToEndAsync(Cancel));
        }
        return files;
    }

    /// <summary>A minute after the events.</summary>
    private sealed class AfterNoon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMicroseconds(SampleEvents.Noon + 60_000_000);
    }

    private sealed class Facts(IReadOnlyList<string> lines) : IProcessFacts
    {
        public string Roles => "store, console";

        public IReadOnlyList<SettingLine> Settings => [new("retention-days", "7", "default"), new("secret-token", SecretMask.Mask, "--secret-token")];

        public IEnumerable<string> Secrets => ["tok-of-agents"];

        public IReadOnlyList<string> LogLines => lines;
    }
}
