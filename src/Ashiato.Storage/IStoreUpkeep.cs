namespace Ashiato.Storage;

/// <summary>Checks and copies what a store keeps, while it goes on. Stores that keep events themselves implement it beside <see cref="IEventStore"/>.</summary>
public interface IStoreUpkeep
{
    /// <summary>Reads everything that is kept and compares it with its checksums.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Ends the work; nothing was changed.</param>
    /// <exception cref="QueryException">The store cannot do this; the message says why.</exception>
    ValueTask<StoreVerification> VerifyAsync(IProgress<UpkeepProgress>? progress, CancellationToken cancel);

    /// <summary>Makes a copy of one moment, which <c>ashiato store restore</c> brings back.</summary>
    /// <param name="directory">Where, as a full path on the store's machine: a directory that is empty, or missing.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Ends the work; what was copied is removed.</param>
    /// <exception cref="QueryException">It cannot be made there; the message says why.</exception>
    ValueTask<StoreBackup> BackupAsync(string directory, IProgress<UpkeepProgress>? progress, CancellationToken cancel);
}
