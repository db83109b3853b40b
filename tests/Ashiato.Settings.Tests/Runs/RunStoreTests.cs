using Ashiato.Settings.Runs;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Settings.Tests.Runs;

public sealed class RunStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_are_numbered_changed_listed_and_deleted_and_a_number_is_never_given_again()
    {
        using var folder = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(folder.Path);
        var runs = new RunStore(settings, TimeProvider.System);

        await runs.AddAsync(static (_, number) => Begun(number, 100), Cancel);
        await runs.AddAsync(static (_, number) => Begun(number, 200), Cancel);
        var changed = await runs.ChangeAsync(2, static run => run with { ToMicros = 300, Score = 42, Memo = "index", Number = 9 }, Cancel);
        Assert.Equal((2, 300L, 42.0, "index"), changed is null ? default : (changed.Number, changed.ToMicros, changed.Score, changed.Memo));
        Assert.True(await runs.DeleteAsync(2, Cancel));
        Assert.False(await runs.DeleteAsync(2, Cancel));
        Assert.Null(await runs.ChangeAsync(2, static run => run, Cancel));
        Assert.Null(await runs.ChangeAsync(7, static run => run, Cancel));

        Assert.Equal(3, (await runs.AddAsync(static (_, number) => Begun(number, 400), Cancel))!.Number);
        Assert.Equal([3, 1], (await runs.ListAsync(Cancel)).Select(static run => run.Number));
        Assert.Equal([3, 2, 1], (await runs.AllAsync(Cancel)).Select(static run => run.Number));
    }

    [Fact]
    public async Task Programs_that_find_the_same_run_at_the_same_time_write_it_once()
    {
        using var folder = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(folder.Path);
        await using var others = SqliteSettingsStore.Open(folder.Path);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () => await new RunStore(i % 2 == 0 ? settings : others, TimeProvider.System)
                .AddAsync(static (all, number) => all.Any(static run => run.FromMicros == 100) ? null : Begun(number, 100), Cancel),
            Cancel)));

        Assert.Equal(1, Assert.Single(await new RunStore(settings, TimeProvider.System).ListAsync(Cancel)).Number);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_in_words()
    {
        using var folder = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(folder.Path);
        var runs = new RunStore(settings, TimeProvider.System);

        Assert.Contains("end before it begins", (await Assert.ThrowsAnyAsync<ArgumentException>(async () => await runs.AddAsync(static (_, number) => Begun(number, 100) with { ToMicros = 100 }, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("memo has 2001", (await Assert.ThrowsAnyAsync<ArgumentException>(async () => await runs.AddAsync(static (_, number) => Begun(number, 100) with { Memo = new string('x', 2_001) }, Cancel))).Message, StringComparison.Ordinal);
        Assert.Empty(await runs.AllAsync(Cancel));
    }

    [Theory]
    [InlineData("last", null, 3)]
    [InlineData("previous", null, 2)]
    [InlineData("previous", 2, 1)]
    [InlineData("best", null, 1)]
    [InlineData("best", 1, 2)]
    [InlineData("#2", null, 2)]
    [InlineData("4", null, null)]
    [InlineData("first", null, null)]
    public void A_run_is_found_by_what_people_call_it(string text, int? other, int? expected)
    {
        Run[] runs = [Begun(3, 300), Begun(2, 200) with { Score = 5 }, Begun(1, 100) with { Score = 9 }];

        Assert.Equal(expected, RunChoice.Find(runs, text, runs.FirstOrDefault(run => run.Number == other))?.Number);
    }

    [Fact]
    public async Task A_rule_keeps_the_moment_since_when_it_holds_and_a_wrong_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(folder.Path);
        var rules = new RunRuleStore(settings, TimeProvider.System);
        var rule = new RunRule { Kind = RunRuleKind.Request, Kql = "transaction.name : \"POST /initialize\"" };

        var written = Assert.Single(await rules.WriteAsync([rule, rule], Cancel));
        var again = await rules.WriteAsync([new RunRule { Kind = RunRuleKind.Silence }, rule with { ScoreField = "labels.score" }], Cancel);

        Assert.Equal(written.Since, again[1].Since);
        Assert.Equal(again, await rules.ReadAsync(Cancel));
        foreach (var wrong in new[] { rule with { Kql = " " }, rule with { SilenceSeconds = 0 }, new RunRule { Kind = RunRuleKind.Version } })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await rules.WriteAsync([wrong], Cancel));
    }

    [Fact]
    public async Task A_run_that_ends_while_recording_is_off_is_marked_and_the_scores_of_a_commit_tell_what_recording_costs()
    {
        using var folder = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(folder.Path);
        var runs = new RunStore(settings, TimeProvider.System);
        var agents = new Ashiato.Settings.Agents.AgentConfigurations(settings, TimeProvider.System);
        double[] scores = [900, 1_000, 1_100];

        for (int i = 0; i < scores.Length; i++)
        {
            await runs.AddAsync((_, number) => Begun(number, 100 * number) with { Commit = "a3f29c1" }, Cancel);
            if (i == 1) await agents.SetRecordingAsync(false, 1, Cancel);
            await runs.EndAsync(i + 1, 1_000, run => run with { Score = scores[i] }, Cancel);
        }

        Assert.Equal([false, false, true], (await runs.ListAsync(Cancel)).Select(static run => run.IsRecorded));
        var cost = RecordingCost.Of(await runs.ListAsync(Cancel));
        Assert.Equal(("a3f29c1", 900.0, 1_050.0, 3), cost is null ? default : (cost.Commit, cost.ScoreOn, cost.ScoreOff, cost.RunCount));
        Assert.Equal(150.0 / 1_050, cost!.Share);
        Assert.Null(RecordingCost.Of([Begun(1, 100) with { Commit = "b", Score = 3 }]));
    }

    private static Run Begun(int number, long from) => new() { Number = number, FromMicros = from, ChangedAt = default };
}
