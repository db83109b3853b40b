using Ashiato.Storage.Embedded.Upkeep;

namespace Ashiato.Storage.Embedded;

/// <summary>Checks, copies and restores a data directory that no store has open. An open one does it itself: <see cref="IStoreUpkeep"/>.</summary>
public static class StoreDirectory
{
    /// <summary>True when a store has the directory open.</summary>
    public static bool IsInUse(string directory)
    {
        try
        {
            DataDirectory.Hold(directory)?.Dispose();
            return false;
        }
        catch (StoreInUseException)
        {
            return true;
        }
    }

    /// <summary>Checks a data directory or a backup, and changes nothing in it.</summary>
    /// <exception cref="StoreInUseException">A store has it open.</exception>
    /// <exception cref="QueryException">It is neither.</exception>
    public static Task<StoreVerification> VerifyAsync(string directory, IReadOnlyList<ICompanionFile> companions, IProgress<UpkeepProgress>? progress, CancellationToken cancel) => Task.Run(
        () =>
        {
            RequireStore(directory);
            using var held = DataDirectory.Hold(directory);
            return new DirectoryCheck(directory, companions, running: null, progress).Run(cancel);
        },
        CancellationToken.None);

    /// <summary>Copies a data directory.</summary>
    /// <exception cref="StoreInUseException">A store has it open.</exception>
    /// <exception cref="QueryException">The copy cannot be made there, or of that.</exception>
    public static Task<StoreBackup> BackupAsync(string directory, string target, IReadOnlyList<ICompanionFile> companions, TimeProvider time, IProgress<UpkeepProgress>? progress, CancellationToken cancel) => Task.Run(
        () =>
        {
            RequireStore(directory);
            using var held = DataDirectory.Open(directory);
            return new BackupWriter(held.Root, Catalog.Read(held.Root), companions, time.GetUtcNow(), progress).Run(target, cancel);
        },
        CancellationToken.None);

    /// <summary>Makes a data directory of a backup, and checks it.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="directory">An empty or missing directory.</param>
    /// <param name="companions">What else belongs to a data directory.</param>
    /// <param name="progress">Told how far it is: of copying, then of checking.</param>
    /// <param name="cancel">Ends the work; what was copied is removed.</param>
    /// <exception cref="QueryException">The backup is not whole, or the directory is not empty.</exception>
    public static Task<StoreVerification> RestoreAsync(string backup, string directory, IReadOnlyList<ICompanionFile> companions, IProgress<UpkeepProgress>? progress, CancellationToken cancel) =>
        Task.Run(() => Restoration.Run(backup, directory, companions, progress, cancel), CancellationToken.None);

    private static void RequireStore(string directory)
    {
        if (Catalog.PathsIn(directory).Append(Path.Combine(directory, "format")).Any(File.Exists)) return;
        throw new QueryException($"'{directory}' is no data directory of a store: it has neither a catalog nor a file 'format'. Name the one that Ashiato was started with.");
    }
}
