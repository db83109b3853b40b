using System.Collections.Concurrent;
using Ashiato.Settings;

namespace Ashiato.Bench.Fuzz;

/// <summary>Settings in memory that keep only a few documents of each kind: made-up names must not fill them.</summary>
internal sealed class FewSettings : ISettingsStore
{
    private const int MostOfAKind = 64;
    private readonly ConcurrentDictionary<(string Kind, string Key), SettingsDocument> _documents = [];

    /// <inheritdoc/>
    public ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel) => ValueTask.FromResult(_documents.GetValueOrDefault((kind, key)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<SettingsDocument>>([.. _documents.Where(pair => pair.Key.Kind == kind).Select(pair => pair.Value).OrderBy(document => document.Key, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key, value);
        long now = _documents.GetValueOrDefault((kind, key))?.Version ?? 0;
        if (expected is { } wanted && wanted != now) return ValueTask.FromResult<long?>(null);
        if (now > 0 || _documents.Count(pair => pair.Key.Kind == kind) < MostOfAKind) _documents[(kind, key)] = new SettingsDocument(key, now + 1, value.ToArray());
        return ValueTask.FromResult<long?>(now + 1);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel) => ValueTask.FromResult(_documents.TryRemove((kind, key), out _));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
