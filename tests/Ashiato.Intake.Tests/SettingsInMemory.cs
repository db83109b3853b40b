using Ashiato.Settings;

namespace Ashiato.Intake.Tests;

/// <summary>Settings that can be told to be away, and count how often they are asked.</summary>
internal sealed class SettingsInMemory : ISettingsStore
{
    private readonly SortedDictionary<(string Kind, string Key), SettingsDocument> _documents = [];
    private long _version;
    private int _reads;

    /// <summary>True while they do not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>True while they take questions and answer nothing.</summary>
    public bool IsStuck { get; set; }

    /// <summary>What they fail with, though settings should not.</summary>
    public Exception? Fault { get; set; }

    public int Reads => _reads;

    public ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel) =>
        ReadAsync(documents => documents.GetValueOrDefault((kind, key)), cancel);

    public ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<SettingsDocument>>(documents => [.. documents.Where(pair => pair.Key.Kind == kind).Select(pair => pair.Value)], cancel);

    public ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel) =>
        ValueTask.FromResult(Change<long?>(documents =>
        {
            if (expected is { } version && version != (documents.GetValueOrDefault((kind, key))?.Version ?? 0)) return null;
            documents[(kind, key)] = new SettingsDocument(key, ++_version, value.ToArray());
            return _version;
        }));

    public ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel) =>
        ValueTask.FromResult(Change(documents => documents.Remove((kind, key))));

    public ValueTask DisposeAsync() => default;

    private async ValueTask<T> ReadAsync<T>(Func<SortedDictionary<(string Kind, string Key), SettingsDocument>, T> read, CancellationToken cancel)
    {
        Interlocked.Increment(ref _reads);
        if (IsStuck) await Task.Delay(Timeout.Infinite, cancel);
        return Change(read);
    }

    private T Change<T>(Func<SortedDictionary<(string Kind, string Key), SettingsDocument>, T> change)
    {
        if (Fault is not null) throw Fault;
        if (IsAway) throw new SettingsUnavailableException("The test says so.");
        lock (_documents) return change(_documents);
    }
}
