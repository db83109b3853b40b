using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ashiato.Settings;

/// <summary>The documents of one kind, as records.</summary>
/// <param name="store">Where they are.</param>
/// <param name="name">The kind's name. Never given to another kind.</param>
/// <param name="json">How a record is written: asked for with the first record, since finding it out for all kinds would make every start longer. A member that is added needs a default: older documents do not have it.</param>
public sealed class SettingsKind<T>(ISettingsStore store, string name, Func<JsonTypeInfo<T>> json)
    where T : class
{
    /// <summary>Reads one.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<T?> FindAsync(string key, CancellationToken cancel) =>
        await store.FindAsync(name, key, cancel) is { } document ? Read(document) : null;

    /// <summary>Reads all, by key.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<T>> ListAsync(CancellationToken cancel) =>
        [.. (await store.ListAsync(name, cancel)).Select(Read)];

    /// <summary>Writes one, whatever was there before.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask PutAsync(string key, T value, CancellationToken cancel) =>
        await store.PutAsync(name, key, JsonSerializer.SerializeToUtf8Bytes(value, json()), expected: null, cancel);

    /// <summary>Writes one that must not be there yet.</summary>
    /// <returns><see langword="false"/> when it is there; it stays as it is.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<bool> TryAddAsync(string key, T value, CancellationToken cancel) =>
        await store.PutAsync(name, key, JsonSerializer.SerializeToUtf8Bytes(value, json()), expected: 0, cancel) is not null;

    /// <summary>Changes one that is there, as it is at the moment of the change.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read or written at the moment.</exception>
    public async ValueTask<bool> ChangeAsync(string key, Func<T, T> change, CancellationToken cancel)
    {
        while (await store.FindAsync(name, key, cancel) is { } document)
        {
            byte[] changed = JsonSerializer.SerializeToUtf8Bytes(change(Read(document)), json());
            // Somebody else may have changed it since it was read: then what was read is not true any more.
            if (await store.PutAsync(name, key, changed, document.Version, cancel) is not null) return true;
        }
        return false;
    }

    /// <summary>Removes one.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancel) => store.DeleteAsync(name, key, cancel);

    private T Read(SettingsDocument document)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Value, json()) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException(
                $"The {name} '{document.Key}' in the settings database cannot be read: {wrong.Message} It was written by another version of Ashiato; delete it there and make it again.", wrong);
        }
    }
}
