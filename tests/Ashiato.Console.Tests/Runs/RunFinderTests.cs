using Ashiato.Console.Runs;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Tests;
using Ashiato.Settings.Runs;
using Ashiato.Settings.Sqlite;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Runs;

public sealed class RunFinderTests : IAsyncDisposable
{
    private const long Second = 1_000_000;
    private const string Initialize = "POST /initialize";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ashiato-runs-");
    private readonly MemoryEventStore _store = new();
    private readonly SqliteSettingsStore _settings;
    private readonly HandTime _time = new();
    private readonly RunStore _runs;
    private readonly RunFinder _finder;
    private int _id;

    public RunFinderTests()
    {
        _settings = SqliteSettingsStore.Open(_folder.FullName);
        _runs = new RunStore(_settings, _time);
        _finder = NewFinder();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_matches_begins_a_run_and_silence_ends_it()
    {
        await TrafficAsync(Initialize, 100, 101);
        await TrafficAsync("GET /", 103, 107, 140, 141);
        await TrafficAsync(Initialize, 200);

        _time.Now = 160;
        await _finder.LookAsync(ByRequest(), Cancel);
        Assert.Equal("1: 100-107", await FoundAsync());

        // What began lately may go on: nobody knows yet.
        _time.Now = 215;
        await _finder.LookAsync(ByRequest(), Cancel);
        Assert.Equal("2: 200-, 1: 100-107", await FoundAsync());
        await TrafficAsync("GET /", 204);
        _time.Now = 260;
        await _finder.LookAsync(ByRequest(), Cancel);
        Assert.Equal("2: 200-204, 1: 100-107", await FoundAsync());
    }

    [Fact]
    public async Task The_first_request_after_a_silence_begins_a_run()
    {
        await TrafficAsync("GET /", 100, 103, 120, 124, 128, 150);
        _time.Now = 300;

        await _finder.LookAsync(new RunRule { Kind = RunRuleKind.Silence, Since = At(300) }, Cancel);

        Assert.Equal("3: 150-150, 2: 120-128, 1: 100-103", await FoundAsync());
    }

    [Fact]
    public async Task A_version_is_a_run_until_the_next_one()
    {
        await TrafficAsync("GET /", Of("1"), 100, 110);
        await TrafficAsync("GET /", Of("2"), 120);
        _time.Now = 130;
        var rule = new RunRule { Kind = RunRuleKind.Version, Service = "shop", Since = At(130) };

        await _finder.LookAsync(rule, Cancel);
        await _finder.LookAsync(rule, Cancel);

        Assert.Equal("2: 120-, 1: 100-119", await FoundAsync());
        Assert.Equal(["2", "1"], (await _runs.ListAsync(Cancel)).Select(static run => run.Version));

        static Action<EventBatchBuilder> Of(string version) => batch => batch.Set(Fields.ServiceVersion, version);
    }

    [Fact]
    public async Task Another_console_a_deleted_run_and_a_marked_one_make_no_second_run()
    {
        await TrafficAsync(Initialize, 100, 200, 300);
        await _runs.AddAsync((_, number) => new Run { Number = number, FromMicros = Noon(295), ToMicros = Noon(310), ChangedAt = default }, Cancel);
        _time.Now = 400;

        await _finder.LookAsync(ByRequest(), Cancel);
        await NewFinder().LookAsync(ByRequest(), Cancel);
        Assert.Equal("3: 200-200, 2: 100-100, 1: 295-309", await FoundAsync());

        await _runs.DeleteAsync(2, Cancel);
        await NewFinder().LookAsync(ByRequest(), Cancel);
        Assert.Equal("3: 200-200, 1: 295-309", await FoundAsync());
    }

    [Fact]
    public async Task The_score_is_read_from_a_label_and_the_version_from_the_requests()
    {
        await TrafficAsync(Initialize, 100);
        await TrafficAsync("GET /", static batch =>
        {
            batch.Set(Fields.ServiceVersion, "1.4");
            batch.Set(Fields.NumericLabel("score"), 3_480.0);
        }, 102);
        _time.Now = 200;

        await _finder.LookAsync(ByRequest() with { ScoreField = "numeric_labels.score" }, Cancel);

        var run = Assert.Single(await _runs.ListAsync(Cancel));
        Assert.Equal(("1.4", 3_480.0), (run.Version, run.Score));
    }

    [Fact]
    public async Task Traffic_that_never_ends_is_cut_and_what_follows_is_no_run_until_it_is_silent()
    {
        await TrafficAsync("GET /", [.. Enumerable.Range(25, 100).Select(static i => i * 4)]);
        await TrafficAsync("GET /", 520);
        _time.Now = 600;

        await _finder.LookAsync(new RunRule { Kind = RunRuleKind.Silence, LongestMinutes = 1, Since = At(600) }, Cancel);

        Assert.Equal("2: 520-520, 1: 100-159", await FoundAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _settings.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private RunFinder NewFinder() => new(new Questions(_store, _time), _runs, _time);

    private static RunRule ByRequest() => new() { Kind = RunRuleKind.Request, Kql = $"transaction.name : \"{Initialize}\"", Since = At(150) };

    private Task TrafficAsync(string name, params IReadOnlyList<int> seconds) => TrafficAsync(name, null, seconds);

    private async Task TrafficAsync(string name, Action<EventBatchBuilder>? with, params IReadOnlyList<int> seconds)
    {
        var events = new SampleEvents();
        foreach (int second in seconds) events.Transaction($"t{_id++}", second * Second, name: name, with: with);
        await _store.AppendAsync(events.ToBatch(), Cancel);
    }

    private async Task<string> FoundAsync() => string.Join(", ", (await _runs.ListAsync(Cancel))
        .Select(static run => $"{run.Number}: {Seconds(run.FromMicros)}-{(run.ToMicros is { } to ? Seconds(to - 1) : "")}"));

    private static string Seconds(long micros) => $"{(micros - SampleEvents.Noon) / Second}";

    private static long Noon(int seconds) => SampleEvents.Noon + (seconds * Second);

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(Noon(seconds));

    private sealed class HandTime : TimeProvider
    {
        public int Now { get; set; }

        public override DateTimeOffset GetUtcNow() => At(Now);
    }
}
