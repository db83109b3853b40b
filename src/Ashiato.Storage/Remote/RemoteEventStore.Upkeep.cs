using System.Text.Json;

namespace Ashiato.Storage.Remote;

public sealed partial class RemoteEventStore : IStoreUpkeep
{
    /// <inheritdoc/>
    public ValueTask<StoreVerification> VerifyAsync(IProgress<UpkeepProgress>? progress, CancellationToken cancel) =>
        FollowAsync<StoreVerification>(StoreWire.VerifyPath, JsonOf(new { }), progress, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreBackup> BackupAsync(string directory, IProgress<UpkeepProgress>? progress, CancellationToken cancel) =>
        FollowAsync<StoreBackup>(StoreWire.BackupPath, JsonOf(new StoreWire.BackupRequest(directory)), progress, cancel);

    private async ValueTask<T> FollowAsync<T>(string path, HttpContent content, IProgress<UpkeepProgress>? progress, CancellationToken cancel)
        where T : class
    {
        using var response = await SendAsync(HttpMethod.Post, path, content, cancel, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } text)
        {
            var line = JsonSerializer.Deserialize<StoreWire.UpkeepLine<T>>(text, StoreWire.Json);
            if (line?.Error is { } reason) throw line.Refusal?.ToQueryException() ?? new QueryException(reason);
            if (line?.Result is { } result) return result;
            if (line?.Progress is { } report) progress?.Report(report);
        }
        throw new IOException($"The store at {_address} went away before this was done. Look at its log, and try again.");
    }
}
