using System.Diagnostics;
using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Crash;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Kills a process that appends, at random moments, and looks what is left.</summary>
public sealed class CrashTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();
    private readonly Dictionary<string, SentBatch> _acknowledged = [];
    private readonly Dictionary<string, SentBatch> _tried = [];

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public Task Whatever_was_acknowledged_before_a_kill_is_there_once() => RehearseAsync(4);

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public Task Whatever_was_acknowledged_before_many_kills_is_there_once() => RehearseAsync(40);

    private async Task RehearseAsync(int kills)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _fixture.Time.Now = TimeProvider.System.GetUtcNow();

        for (int kill = 0; kill < kills; kill++)
        {
            await RunUntilKilledAsync(random);
            // Looking each time would flush and tidy up what the next start shall find, so mostly the next run follows directly.
            if (random.Next(3) == 0) await CheckAsync();
        }
        await CheckAsync();
        Assert.NotEmpty(_acknowledged);
    }

    private async Task RunUntilKilledAsync(Random random)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ashiato.Storage.Crash.dll");
        var again = _tried.Values.OrderBy(_ => random.Next()).Take(random.Next(5)).Select(sent => sent.ToString());
        string[] arguments = ["exec", program, _fixture.Root, random.Next().ToString(CultureInfo.InvariantCulture), .. again];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput;

        // Some are killed while they start, recovering from the kill before; most while they write.
        bool isEarly = random.Next(5) == 0;
        int lines = isEarly ? 0 : random.Next(1, 2_000);
        int delayMilliseconds = isEarly ? random.Next(300) : random.Next(3) == 0 ? random.Next(2_000) : 0;
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
        return true;
    }

    private async Task CheckAsync()
    {
        await using var store = await _fixture.OpenAsync();
        Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
        var table = await store.QueryAsync(
            new GroupQuery { Keys = [new GroupKey.Value(Fields.SpanName)], Measures = [new Measure.Count(), new Measure.Sum(Fields.SpanDurationUs)], Limit = GroupQuery.MaxLimit },
            Cancel);
        Assert.True(table.IsComplete);
        var found = table.Groups.ToDictionary(group => group.Text(0));

        foreach (var sent in _acknowledged.Values) Assert.True(found.ContainsKey(sent.Id.ToString()), $"Batch {sent} was acknowledged and is lost.");
        var counts = _tried.Values.ToDictionary(sent => sent.Id.ToString(), sent => (long)sent.Count);
        foreach (var (name, group) in found)
        {
            // All of a batch or nothing, and each event once.
            Assert.Equal(counts[name], group.Number(0));
            Assert.Equal(counts[name] * (counts[name] - 1) / 2, group.Number(1));
        }
    }
}
