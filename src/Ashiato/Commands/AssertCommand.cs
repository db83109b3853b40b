using System.CommandLine;
using Ashiato.Console.Runs;
using Ashiato.Query;
using Ashiato.Query.Gates;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Settings.Runs;
using Ashiato.Storage;

namespace Ashiato.Commands;

/// <summary><c>ashiato assert</c>: a gate for builds.</summary>
internal static class AssertCommand
{
    /// <summary>The command. It ends with 0 when all claims hold, 1 when it could not look, 2 when one does not hold.</summary>
    public static Command Create()
    {
        var claims = new Argument<string[]>("CLAIM")
        {
            Description = "What must hold: 'p95(POST /buy) < 300ms', 'calls(GET /items/*, statement) <= 5', 'failed < 1%'. Measured are p50 … p99, avg, min, max, sum, count, rate, failed, calls, findings, score.",
            Arity = ArgumentArity.OneOrMore,
        };
        var run = new Option<string>("--run") { Description = "What is measured: the number of a run, last, previous or best; version:NAME with --service; or two moments with ~ between them.", HelpName = "RUN", DefaultValueFactory = _ => RunChoice.Last };
        var service = new Option<string?>("--service") { Description = "Whose version.", HelpName = "NAME" };
        var environment = new Option<string?>("--environment") { Description = "Only what ran in this environment.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var junit = new Option<string?>("--junit") { Description = "Also writes the results as JUnit XML to a file.", HelpName = "FILE" };
        var target = new StoreTarget();
        var command = new Command("assert", "Looks whether claims about a run hold, prints the measured values, and exits by it: 0 when all hold, 2 when one does not.") { claims, run, service, environment, json, junit };
        target.AddTo(command);
        command.SetAction((parsed, cancel) => UpkeepTarget.AskAsync(async () =>
        {
            var read = Read(parsed.GetValue(claims)!);
            await using var settings = target.OpenSettings(parsed);
            await using var store = target.OpenStore(parsed);
            var (period, found) = await PeriodAsync(store, settings, parsed.GetValue(run)!, parsed.GetValue(service), cancel);
            period = period with { Environment = parsed.GetValue(environment) };
            var results = await QuestionsOf(store, settings).GateAsync(read, period, found?.Score, cancel);
            string about = found is null ? parsed.GetValue(run)! : $"run {found.Number}";
            if (parsed.GetValue(junit) is { } file) await GateOutput.WriteJUnitAsync(file, about, results, cancel);
            System.Console.Write(parsed.GetValue(json) ? GateOutput.Json(about, results) : GateOutput.Text(about, results));
            return results.All(static result => result.Holds) ? 0 : 2;
        }));
        return command;
    }

    private static GateClaim[] Read(string[] texts)
    {
        try
        {
            return [.. texts.Select(GateParser.Parse)];
        }
        catch (GateSyntaxException wrong)
        {
            throw new StartupException($"A claim cannot be read.\n\n{wrong.Shown}", wrong);
        }
    }

    private static async Task<(Period Period, Run? Run)> PeriodAsync(IEventStore store, ISettingsStore settings, string text, string? service, CancellationToken cancel)
    {
        var sides = new RunSides(new RunStore(settings, TimeProvider.System), QuestionsOf(store, settings), TimeProvider.System);
        var (period, run, problem) = await sides.ReadAsync(text, service, null, cancel);
        return problem is null ? (period, run) : throw new StartupException(problem.ToString());
    }

    // Rules and mutes of people hold here as on the pages.
    private static IQuestions QuestionsOf(IEventStore store, ISettingsStore settings) => SettingsQuestions.Over(store, settings, TimeProvider.System);
}
