using Ashiato.Model;

namespace Ashiato.Settings.Runs;

/// <summary>The rules that find runs: read and written as a whole.</summary>
public sealed class RunRuleStore(ISettingsStore settings, TimeProvider time)
{
    private const string Key = "all";

    private readonly SettingsKind<SavedRunRules> _rules = new(settings, "run-rules", static () => SettingsJson.Default.SavedRunRules);

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<RunRule>> ReadAsync(CancellationToken cancel) => (await _rules.FindAsync(Key, cancel))?.Rules ?? [];

    /// <summary>Writes them, in place of those that there were. A rule that was there keeps the moment since when it holds.</summary>
    /// <exception cref="ArgumentException">There are too many, or one of them cannot be; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<IReadOnlyList<RunRule>> WriteAsync(IReadOnlyList<RunRule> rules, CancellationToken cancel)
    {
        if (rules.Count > SavedRunRules.MaxRules) throw new RefusedException(SettingsRefusal.TooManyRunRules, $"There are {rules.Count} rules; at most {SavedRunRules.MaxRules} are kept.");
        foreach (var rule in rules)
            if (rule.Problem is { } problem) throw new RefusedException(problem);
        var known = (await ReadAsync(cancel)).ToLookup(static rule => rule.Id, static rule => rule.Since);
        var now = time.GetUtcNow();
        RunRule[] written = [.. rules.DistinctBy(static rule => rule.Id).Select(rule => rule with { Since = known[rule.Id].DefaultIfEmpty(now).First() })];
        await _rules.PutAsync(Key, new SavedRunRules(written), cancel);
        return written;
    }
}
