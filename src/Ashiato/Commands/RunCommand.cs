using System.CommandLine;
using System.Globalization;
using Ashiato.Settings;
using Ashiato.Settings.Runs;

namespace Ashiato.Commands;

/// <summary><c>ashiato run start|stop|list</c>.</summary>
internal static class RunCommand
{
    /// <summary>The command and its own commands.</summary>
    public static Command Create() => new("run", "Marks runs: stretches of time, such as benchmarks, that the console shows and compares.") { Start(), Stop(), List() };

    private static long NowMicros => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static Command Start()
    {
        var (memo, commit, version) = (Text("--memo", "What was changed."), Text("--commit", "The commit that runs."), Text("--service-version", "The version that runs."));
        var command = SettingsOptions.Command("start", "Begins a run now and prints its number. A marked run that still goes on ends here.", async (parsed, settings, cancel) =>
        {
            var runs = new RunStore(settings, TimeProvider.System);
            long now = NowMicros;
            foreach (var open in (await runs.ListAsync(cancel)).Where(static run => run.ToMicros is null && run.Rule is null))
                await runs.EndAsync(open.Number, now, static run => run, cancel);
            var run = await runs.AddAsync((_, number) => new Run
            {
                Number = number,
                FromMicros = now,
                Memo = parsed.GetValue(memo),
                Commit = parsed.GetValue(commit),
                Version = parsed.GetValue(version),
                ChangedAt = default,
            }, cancel);
            System.Console.WriteLine(run!.Number.ToString(CultureInfo.InvariantCulture));
            return 0;
        });
        command.Add(memo);
        command.Add(commit);
        command.Add(version);
        return command;
    }

    private static Command Stop()
    {
        var which = new Argument<string?>("RUN") { Description = "The number of the run. Default: the newest that goes on.", Arity = ArgumentArity.ZeroOrOne };
        var score = new Option<double?>("--score") { Description = "How good it was: more is better.", HelpName = "NUMBER" };
        var memo = Text("--memo", "What was changed.");
        var command = SettingsOptions.Command("stop", "Ends a run now, or gives one that has ended its score.", async (parsed, settings, cancel) =>
        {
            var runs = new RunStore(settings, TimeProvider.System);
            var all = await runs.ListAsync(cancel);
            string? asked = parsed.GetValue(which);
            var run = asked is null ? all.FirstOrDefault(static run => run.ToMicros is null) : RunChoice.Find(all, asked);
            if (run is null) throw new StartupException(asked is null ? "No run goes on; begin one with 'ashiato run start', or name one that has ended." : RunChoice.Problem(asked).ToString());
            var ended = await runs.EndAsync(
                run.Number, NowMicros, now => now with { Score = parsed.GetValue(score) ?? now.Score, Memo = parsed.GetValue(memo) ?? now.Memo }, cancel);
            System.Console.WriteLine(Line(ended!));
            return 0;
        });
        command.Add(which);
        command.Add(score);
        command.Add(memo);
        return command;
    }

    private static Command List() => SettingsOptions.Command("list", "Lists the runs, the newest first.", async (_, settings, cancel) =>
    {
        var all = await new RunStore(settings, TimeProvider.System).ListAsync(cancel);
        foreach (var run in all) System.Console.WriteLine(Line(run));
        if (RecordingCost.Of(all) is { } cost)
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Recording costs {cost.Share:P1} of the score of commit {cost.Commit}: {cost.ScoreOn:0.###} with it, {cost.ScoreOff:0.###} without ({cost.RunCount} runs)."));
        return 0;
    });

    private static string Line(Run run)
    {
        string length = run.ToMicros is { } to ? string.Create(CultureInfo.InvariantCulture, $"{(to - run.FromMicros) / 1e6:0.0} s") : "goes on";
        string score = run.Score is { } known ? known.ToString("0.###", CultureInfo.InvariantCulture) : "-";
        return $"{run.Number,4}  {Query.TimeRangeText.Format(run.FromMicros / 1_000_000 * 1_000_000)}  {length,10}  score {score,-8}  {run.Version ?? "-"}  {run.Commit ?? "-"}  {(run.IsRecorded ? "" : "(not recorded) ")}{run.Memo}".TrimEnd();
    }

    private static Option<string?> Text(string name, string help) => new(name) { Description = help, HelpName = "TEXT" };
}
