using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Settings.Users;

/// <summary>Settings whose users are those that are kept and those of files; of two with the same name the file's counts.</summary>
/// <remarks>Nothing of the files is kept: whom they no longer name is gone.</remarks>
/// <param name="kept">What is kept.</param>
/// <param name="files">The files.</param>
public sealed class SettingsWithUserFiles(ISettingsStore kept, UserFiles files) : ISettingsStore
{
    /// <inheritdoc/>
    public async ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel) =>
        OfFile(kind, key) is { } user ? Document(user) : await kept.FindAsync(kind, key, cancel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel)
    {
        var documents = await kept.ListAsync(kind, cancel);
        if (kind != UserDirectory.Kind) return documents;
        var users = files.Users;
        return [.. documents.Where(document => !users.ContainsKey(document.Key)).Concat(users.Values.Select(Document)).OrderBy(document => document.Key, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel)
    {
        if (OfFile(kind, key) is not { } user) return kept.PutAsync(kind, key, value, expected, cancel);
        // There is one already; whoever wants to add one is told so.
        return expected == 0 ? ValueTask.FromResult<long?>(null) : throw new RefusedException(UserDirectory.IsOfFile(user.Name));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel) =>
        OfFile(kind, key) is { } user ? throw new RefusedException(UserDirectory.IsOfFile(user.Name)) : kept.DeleteAsync(kind, key, cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => kept.DisposeAsync();

    private User? OfFile(string kind, string key) => kind == UserDirectory.Kind ? files.Users.GetValueOrDefault(key) : null;

    private static SettingsDocument Document(User user) => new(user.Name, 1, JsonSerializer.SerializeToUtf8Bytes(user, SettingsJson.Default.User));
}
