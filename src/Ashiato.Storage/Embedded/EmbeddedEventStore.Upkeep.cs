using Ashiato.Storage.Embedded.Upkeep;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

public sealed partial class EmbeddedEventStore : IStoreUpkeep
{
    // One at a time: each reads the whole disk.
    private readonly SemaphoreSlim _upkeep = new(1);

    /// <inheritdoc/>
    public ValueTask<StoreVerification> VerifyAsync(IProgress<UpkeepProgress>? progress, CancellationToken cancel) => UpkeepAsync(
        ends =>
        {
            var check = new DirectoryCheck(_directory.Root, _options.Companions, _catalog, progress);
            var verification = check.Run(ends);
            foreach (var damage in check.Damaged)
                if (_rows.LeaveOut(damage)) LogDamaged(_logger, damage);
            return verification;
        },
        cancel);

    /// <inheritdoc/>
    public ValueTask<StoreBackup> BackupAsync(string directory, IProgress<UpkeepProgress>? progress, CancellationToken cancel) => UpkeepAsync(
        ends =>
        {
            using var held = _directory.Removals.Hold();
            var backup = new BackupWriter(_directory.Root, _catalog.Current, _options.Companions, _time.GetUtcNow(), progress).Run(directory, ends);
            LogBackedUp(_logger, backup.Directory, backup.FileCount, backup.SizeBytes);
            return backup;
        },
        cancel);

    /// <summary>Keeps every file that is there until the answer is disposed of.</summary>
    internal IDisposable HoldFiles() => _directory.Removals.Hold();

    /// <exception cref="StoreBusyException">Other work of this kind is under way.</exception>
    private async ValueTask<T> UpkeepAsync<T>(Func<CancellationToken, T> work, CancellationToken cancel)
    {
        if (!await _upkeep.WaitAsync(0, cancel).ConfigureAwait(false)) throw new StoreBusyException(StoreRefusal.UpkeepGoesOn, $"A check or a backup of this store is under way. Wait for it to end.");
        try
        {
            await OpenedAsync(cancel).ConfigureAwait(false);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
            return await Task.Run(() => work(ends.Token), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _upkeep.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a backup in {Directory}: {FileCount} files of {SizeBytes} bytes.")]
    private static partial void LogBackedUp(ILogger logger, string directory, long fileCount, long sizeBytes);
}
