using System.Text;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Tokens;

namespace Ashiato.Settings.Tests.Tokens;

public sealed class StoredTokensTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_made_once_and_kept_without_itself()
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteSettingsStore.Open(folder.Path);
        var tokens = new StoredTokens(store, TimeProvider.System);

        string? made = await tokens.MakeAsync(StoredTokens.Agents, Cancel);

        Assert.Equal(43, made?.Length);
        Assert.Null(await tokens.MakeAsync(StoredTokens.Agents, Cancel));
        Assert.Null(await tokens.FindAsync(StoredTokens.Store, Cancel));
        Assert.True((await tokens.FindAsync(StoredTokens.Agents, Cancel))!.Matches(made!));
        Assert.DoesNotContain(made!, Encoding.UTF8.GetString((await store.ListAsync("token", Cancel)).Single().Value), StringComparison.Ordinal);
    }
}
