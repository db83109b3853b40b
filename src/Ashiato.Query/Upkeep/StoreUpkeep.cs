using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Query.Upkeep;

/// <summary>The check and the backup of a store, as pages show them.</summary>
public sealed class StoreUpkeep : IDisposable
{
    private readonly IEventStore _store;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="store">The store.</param>
    /// <param name="time">The clock.</param>
    public StoreUpkeep(IEventStore store, TimeProvider time)
    {
        _store = store;
        Verification = new UpkeepJob<StoreVerification>(time, _stop.Token);
        Backup = new UpkeepJob<StoreBackup>(time, _stop.Token);
    }

    /// <summary>False for stores that are looked after elsewhere.</summary>
    public bool IsOffered => _store is IStoreUpkeep;

    /// <summary>The last check.</summary>
    public UpkeepJob<StoreVerification> Verification { get; }

    /// <summary>The last backup.</summary>
    public UpkeepJob<StoreBackup> Backup { get; }

    /// <summary>Begins a check.</summary>
    /// <returns><see langword="false"/> when one goes on.</returns>
    /// <exception cref="QueryException">The store offers none.</exception>
    public bool TryBeginVerification()
    {
        var upkeep = Offered;
        return Verification.TryBegin(upkeep.VerifyAsync);
    }

    /// <summary>Begins a backup.</summary>
    /// <param name="directory">Where, as a full path on the store's machine.</param>
    /// <returns><see langword="false"/> when one goes on.</returns>
    /// <exception cref="QueryException">The store offers none, or no directory is named.</exception>
    public bool TryBeginBackup(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory)) throw new RefusedException(QueryRefusal.BackupDirectory, $"Name the directory of the backup, as a full path on the store's machine.");
        var upkeep = Offered;
        return Backup.TryBegin((progress, cancel) => upkeep.BackupAsync(directory, progress, cancel));
    }

    /// <summary>Ends what goes on.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private IStoreUpkeep Offered => _store as IStoreUpkeep ?? throw new RefusedException(QueryRefusal.NoUpkeep, $"This store cannot be checked or backed up from here.");
}
