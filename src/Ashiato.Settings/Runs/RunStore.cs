using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Settings.Runs;

/// <summary>The runs: listed, made, changed and deleted.</summary>
public sealed class RunStore(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The most characters of a memo, and of the name of a version or commit.</summary>
    public const int MaxMemoLength = 2_000, MaxNameLength = 200;

    /// <summary>The most runs that are kept, deleted ones among them: the oldest go.</summary>
    public const int MaxRuns = 5_000;

    private readonly Agents.AgentConfigurations _agents = new(settings, time);
    private readonly SettingsKind<Run> _runs = new(settings, "run", static () => SettingsJson.Default.Run);

    /// <summary>All that are not deleted, the newest first.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<Run>> ListAsync(CancellationToken cancel) => [.. (await AllAsync(cancel)).Where(static run => !run.IsDeleted)];

    /// <summary>All, deleted ones among them, by number from the greatest.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<Run>> AllAsync(CancellationToken cancel) => [.. (await _runs.ListAsync(cancel)).OrderByDescending(static run => run.Number)];

    /// <summary>Makes one, if it is still wanted with all those that there are at that moment.</summary>
    /// <param name="make">Makes it from all runs and its number; <see langword="null"/> for none. It may be asked again when another program is quicker.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">It cannot be kept; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<Run?> AddAsync(Func<IReadOnlyList<Run>, int, Run?> make, CancellationToken cancel)
    {
        while (true)
        {
            var all = await AllAsync(cancel);
            if (make(all, all.Count == 0 ? 1 : all[0].Number + 1) is not { } run) return null;
            run = Checked(run) with { ChangedAt = time.GetUtcNow() };
            // The number is the key: of two programs that find the same run at the same time, one gets it, and the other looks again.
            if (!await _runs.TryAddAsync(KeyOf(run.Number), run, cancel)) continue;
            foreach (var old in all.Skip(MaxRuns - 1)) await _runs.DeleteAsync(KeyOf(old.Number), cancel);
            return run;
        }
    }

    /// <summary>Changes one.</summary>
    /// <returns>As it is now; <see langword="null"/> when there is none of this number.</returns>
    /// <exception cref="ArgumentException">It cannot be kept so; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<Run?> ChangeAsync(int number, Func<Run, Run> change, CancellationToken cancel)
    {
        Run? changed = null;
        await _runs.ChangeAsync(KeyOf(number), run =>
        {
            changed = run.IsDeleted ? null : Checked(change(run) with { Number = number, ChangedAt = time.GetUtcNow() });
            return changed ?? run;
        }, cancel);
        return changed;
    }

    /// <summary>Ends one that goes on, and keeps whether agents recorded.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="nowMicros">Its end, in microseconds since the Unix epoch (UTC).</param>
    /// <param name="change">What else is said of it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>As it is now; <see langword="null"/> when there is none of this number.</returns>
    /// <exception cref="ArgumentException">It cannot be kept so; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<Run?> EndAsync(int number, long nowMicros, Func<Run, Run> change, CancellationToken cancel)
    {
        bool isRecorded = (await _agents.ReadAsync(cancel)).Recording is not { IsOn: false };
        return await ChangeAsync(number, run => change(run.ToMicros is null ? run with { ToMicros = run.EndAt(nowMicros), IsRecorded = isRecorded } : run), cancel);
    }

    /// <summary>Deletes one. No rule finds it again.</summary>
    /// <returns><see langword="false"/> when there is none of this number.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<bool> DeleteAsync(int number, CancellationToken cancel) =>
        await ChangeAsync(number, static run => run with { IsDeleted = true, ToMicros = run.ToMicros ?? run.FromMicros + 1 }, cancel) is not null;

    private static Run Checked(Run run)
    {
        if (run.ToMicros <= run.FromMicros) throw new RefusedException(SettingsRefusal.RunEndsBeforeItBegins, $"The run would end before it begins; give a later end.");
        if (run.Memo?.Length > MaxMemoLength) throw new RefusedException(SettingsRefusal.RunMemoLength, $"The memo has {run.Memo.Length} characters; at most {MaxMemoLength} are kept.");
        if (run.Version?.Length > MaxNameLength) throw new RefusedException(SettingsRefusal.RunVersionLength, $"The version has {run.Version.Length} characters; at most {MaxNameLength} are kept.");
        if (run.Commit?.Length > MaxNameLength) throw new RefusedException(SettingsRefusal.RunCommitLength, $"The commit has {run.Commit.Length} characters; at most {MaxNameLength} are kept.");
        if (run.Score is { } score && !double.IsFinite(score)) throw new RefusedException(SettingsRefusal.RunScore, $"The score is no finite number.");
        return run;
    }

    private static string KeyOf(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
