using Ashiato.Query;
using Ashiato.Query.Calls;
using Ashiato.Settings.Runs;

namespace Ashiato.Console.Runs;

/// <summary>Puts together what is told of a run.</summary>
internal sealed class RunSummaries(IQuestions questions, RunStore runs, TimeProvider time)
{
    private const int MostStatements = 100;

    /// <summary>A run beside another: the one that is named, else the best, else the one before it.</summary>
    /// <param name="number">The run.</param>
    /// <param name="with">What it is compared with; <see langword="null"/> to choose.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><see langword="null"/> when there is no such run.</returns>
    public async Task<RunSummary?> ReadAsync(int number, string? with, CancellationToken cancel)
    {
        var all = await runs.ListAsync(cancel);
        if (all.FirstOrDefault(run => run.Number == number) is not { } run) return null;
        // A run that agents did not record has a score and nothing to compare with.
        Run[] recorded = [.. all.Where(static one => one.IsRecorded)];
        var compared = with is null ? RunChoice.Find(recorded, RunChoice.Best, run) ?? RunChoice.Find(recorded, RunChoice.Previous, run) : RunChoice.Find(all, with, run);
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var period = RunSides.PeriodOf(run, now);
        var diff = questions.RunDiffAsync(compared is null ? period : RunSides.PeriodOf(compared, now), period, null, cancel);
        var statements = questions.CallsAsync(CallScope.Database, null, period, MostStatements, cancel);
        var findings = questions.FindingsAsync(null, null, period, cancel);
        await Task.WhenAll(diff, statements, findings);
        return new RunSummary(run, compared, await diff, await statements, [.. (await findings).Findings.Where(static finding => !finding.IsMuted)]);
    }
}
