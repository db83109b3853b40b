using System.Diagnostics;
using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Crash;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>One data directory whose process is killed again and again.</summary>
internal sealed class CrashRehearsal(Random random) : IDisposable
{
    // What is looked at grows with every kill; a fresh directory keeps looks short.
    private const int KillsOfADirectory = 20;

    private readonly Dictionary<string, SentBatch> _acknowledged = [];
    private readonly Dictionary<string, SentBatch> _tried = [];
    private readonly HashSet<string> _deleting = [];
    private readonly HashSet<string> _deleted = [];
    private ScratchDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    public async Task RunAsync(int kills)
    {
        int kill = 0;
        while (kill < kills)
        {
            await RunUntilKilledAsync();
            // Looking each time would flush and tidy up what the next start shall find, so mostly the next run follows directly.
            if (random.Next(5) == 0) await CheckAsync();
            // Kills that came before anything was acknowledged show little, and do not count.
            if (_acknowledged.Count == 0) continue;
            kill++;
            if (kill % KillsOfADirectory != 0 && kill != kills) continue;
            await CheckAsync();
            StartAfresh();
        }
    }

    private void StartAfresh()
    {
        _directory.Dispose();
        _directory = new ScratchDirectory();
        _acknowledged.Clear();
        _tried.Clear();
        _deleting.Clear();
        _deleted.Clear();
    }

    private async Task RunUntilKilledAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ashiato.Storage.Crash.dll");
        var again = _tried.Values.OrderBy(_ => random.Next()).Take(random.Next(5)).Select(sent => sent.ToString());
        string[] arguments = ["exec", program, _directory.Path, random.Next().ToString(CultureInfo.InvariantCulture), .. again];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        // Nothing lives long enough to be compiled well.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Who is killed leaves the pipes for its debugger behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput;

        // Some are killed while they start, recovering from the kill before; most while they write.
        bool isEarly = random.Next(5) == 0;
        int lines = isEarly ? 0 : random.Next(1, 700);
        int delayMilliseconds = isEarly ? random.Next(300) : random.Next(6) == 0 ? random.Next(600) : 0;
        for (int i = 0; i < lines; i++)
            if (!Note(await output.ReadLineAsync(Cancel))) break;
        if (delayMilliseconds > 0)
        {
            var draining = Task.Run(() => Drain(output), Cancel);
            await Task.Delay(delayMilliseconds, Cancel);
            process.Kill();
            await draining;
        }
        else
        {
            process.Kill();
            Drain(output);
        }
        await process.WaitForExitAsync(Cancel);
    }

    private void Drain(StreamReader output)
    {
        while (Note(output.ReadLine()))
        {
            // What it said before it died counts.
        }
    }

    private bool Note(string? line)
    {
        if (line is null) return false;
        string[] words = line.Split(' ');
        if (words is ["try", var tried]) _tried[tried] = SentBatch.Parse(tried);
        if (words is ["ack", var acknowledged] && _tried.TryGetValue(acknowledged, out var batch)) _acknowledged[acknowledged] = batch;
        if (words is ["delete", var deleting] && _tried.ContainsKey(deleting)) _deleting.Add(deleting);
        if (words is ["deleted", var deleted] && _tried.ContainsKey(deleted)) _deleted.Add(deleted);
        return true;
    }

    private async Task CheckAsync()
    {
        // One that is killed before it has a store has nothing to lose.
        if (_tried.Count == 0) return;
        var verified = await StoreDirectory.VerifyAsync(_directory.Path, [], null, Cancel);
        Assert.True(verified.IsSound, string.Join('\n', verified.Findings.Select(static finding => finding.Sentence)));

        await using (var store = await EmbeddedEventStore.OpenAsync(CrashOptions.In(_directory.Path), TimeProvider.System, NullLoggerFactory.Instance, Cancel))
        {
            // A deletion that was killed in the middle goes on.
            while (File.Exists(Path.Combine(_directory.Path, PendingDeletions.FileName))) await Task.Delay(5, Cancel);
            Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
            Check(await CountAsync(store, Filter.Everything), isFromEvents: false);
            // Summaries know nothing of the trace, so that this reads events.
            Check(await CountAsync(store, new Filter.Exists(Fields.TraceId)), isFromEvents: true);
            Assert.True(await store.FlushAsync());
        }
        // Of a store that runs, logs come and go.
        foreach (string path in Directory.EnumerateFiles(Path.Combine(_directory.Path, "wal")))
        {
            string log = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, Cancel));
            foreach (string gone in _deleted) Assert.DoesNotContain(_tried[gone].Id.ToString(), log, StringComparison.Ordinal);
        }
    }

    private static async Task<Dictionary<string, Group>> CountAsync(EmbeddedEventStore store, Filter filter)
    {
        var query = new GroupQuery
        {
            Filter = filter.And(Filter.Is(Fields.ProcessorEvent, Fields.Events.Span)),
            Keys = [new GroupKey.Value(Fields.SpanName)],
            Measures = [new Measure.Count(), new Measure.Sum(Fields.SpanDurationUs)],
            Limit = GroupQuery.MaxLimit,
        };
        var table = await store.QueryAsync(query, Cancel);
        Assert.True(table.IsComplete);
        return table.Groups.ToDictionary(static group => group.Text(0)!);
    }

    private void Check(Dictionary<string, Group> found, bool isFromEvents)
    {
        foreach (var (text, sent) in _acknowledged)
        {
            // Old events may be gone; pinned ones count in numbers only among the events that they came with.
            bool mustBe = sent.Kind == BatchKind.Lasting ? !_deleting.Contains(text) : isFromEvents && sent.Kind == BatchKind.Pinned;
            if (mustBe) Assert.True(found.ContainsKey(sent.Id.ToString()), $"Batch {sent} was acknowledged and is lost.");
        }
        foreach (string gone in _deleted) Assert.False(found.ContainsKey(_tried[gone].Id.ToString()), $"Batch {gone} was deleted and is there.");
        var counts = _tried.Values.ToDictionary(static sent => sent.Id.ToString(), static sent => (long)sent.Count);
        foreach (var (name, group) in found)
        {
            // All of a batch or nothing, and each event once.
            Assert.Equal(counts[name], group.Number(0));
            Assert.Equal(counts[name] * (counts[name] - 1) / 2, group.Number(1));
        }
    }
}
