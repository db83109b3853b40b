using Ashiato.Model;

namespace Ashiato.Settings.Findings;

/// <summary>The muted findings: listed, written and removed.</summary>
public sealed class MutedFindings(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The most characters of a reason, and of a name.</summary>
    public const int MaxReasonLength = 500, MaxNameLength = 8_000;

    /// <summary>The most findings that are muted at a time: each answer is compared with all.</summary>
    public const int MaxMuted = 1_000;

    /// <summary>How long a mute stays in the list after its end.</summary>
    private static readonly TimeSpan s_rememberedFor = TimeSpan.FromDays(30);

    private readonly SettingsKind<MutedFinding> _muted = new(settings, "muted-finding", static () => SettingsJson.Default.MutedFinding);

    /// <summary>All, the newest first, with those that have ended lately.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<MutedFinding>> ListAsync(CancellationToken cancel) =>
        [.. (await _muted.ListAsync(cancel)).OrderByDescending(static one => one.Since)];

    /// <summary>Mutes one, in place of what was said of it before.</summary>
    /// <exception cref="ArgumentException">It cannot be kept; the message says why.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask PutAsync(MutedFinding muted, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(muted.Service)) throw new RefusedException(SettingsRefusal.MutedService, $"A finding is of a service; name it.");
        foreach (string? name in (ReadOnlySpan<string?>)[muted.Service, muted.Transaction, muted.Call, muted.Instance])
            if (name?.Length > MaxNameLength) throw new RefusedException(SettingsRefusal.MutedNameLength, $"A name has {name.Length} characters; at most {MaxNameLength} are kept.");
        if (muted.Reason?.Length > MaxReasonLength) throw new RefusedException(SettingsRefusal.MutedReasonLength, $"The reason has {muted.Reason.Length} characters; at most {MaxReasonLength} are kept.");
        if (muted.Until <= time.GetUtcNow()) throw new RefusedException(SettingsRefusal.MutedUntilPassed, $"The end of the mute has passed; choose a later one, or none.");
        var all = await _muted.ListAsync(cancel);
        foreach (var ended in all.Where(one => one.Until < time.GetUtcNow() - s_rememberedFor)) await _muted.DeleteAsync(ended.Id, cancel);
        if (all.Count >= MaxMuted && all.All(one => one.Id != muted.Id)) throw new RefusedException(SettingsRefusal.TooManyMuted, $"{all.Count} findings are muted, which is the most; take some back first.");
        await _muted.PutAsync(muted.Id, muted, cancel);
    }

    /// <summary>Lets one be heard again.</summary>
    /// <returns><see langword="false"/> when it was not muted.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancel) => _muted.DeleteAsync(id, cancel);
}
