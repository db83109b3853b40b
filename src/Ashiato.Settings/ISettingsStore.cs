namespace Ashiato.Settings;

/// <summary>What people have set, as documents: each of a kind, under a key that is its own within the kind.</summary>
/// <remarks>
/// A new kind of setting needs a record, a name and a <see cref="SettingsKind{T}"/>, and nothing here. Documents are few and small (at
/// most <see cref="SettingsLimits.MaxValueBytes"/>), read often and written by people. A document that was put is on disk.
/// </remarks>
public interface ISettingsStore : IAsyncDisposable
{
    /// <summary>Reads one document.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel);

    /// <summary>Reads all documents of a kind, by key.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel);

    /// <summary>Writes a document.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its content.</param>
    /// <param name="expected">The version that it must have now: 0 for a document that must not be there yet, <see langword="null"/> for any.</param>
    /// <param name="cancel">Ends the wait; the document may have been written.</param>
    /// <returns>Its new version; <see langword="null"/> when it is not of the expected one, and nothing was written.</returns>
    /// <exception cref="ArgumentException">Kind, key or value are longer than <see cref="SettingsLimits"/> allow, or a name is empty.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel);

    /// <summary>Removes a document.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel);
}
