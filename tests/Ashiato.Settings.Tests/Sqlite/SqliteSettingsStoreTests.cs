using System.Text;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Settings.Tests.Sqlite;

public sealed class SqliteSettingsStoreTests : SettingsStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<ISettingsStore> OpenAsync() => ValueTask.FromResult<ISettingsStore>(SqliteSettingsStore.Open(_folder.Path));

    private string File => Path.Combine(_folder.Path, SqliteSettingsStore.FileName);

    [Fact]
    public async Task Documents_survive_a_restart()
    {
        await using (var store = await OpenAsync()) await PutAsync(store, "pin", "a", "kept");

        await using var restarted = await OpenAsync();
        Assert.Equal("kept", Encoding.UTF8.GetString((await restarted.FindAsync("pin", "a", Cancel))!.Value));
    }

    [Fact]
    public async Task Two_who_have_the_file_open_see_what_the_other_writes()
    {
        await using var running = await OpenAsync();
        await using var command = await OpenAsync();

        await PutAsync(command, "pin", "a", "1");
        Assert.Single(await running.ListAsync("pin", Cancel));
        Assert.True(await running.DeleteAsync("pin", "a", Cancel));
        Assert.Empty(await command.ListAsync("pin", Cancel));
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_file()
    {
        await using var store = await OpenAsync();
        // On Windows, a user's own folders are closed to others already.
        if (OperatingSystem.IsWindows()) return;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using (await OpenAsync())
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 1000";
            command.ExecuteNonQuery();
        }

        var refused = Assert.Throws<SettingsUnavailableException>(() => SqliteSettingsStore.Open(_folder.Path));

        Assert.Contains("written by a newer Ashiato (schema 1000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_said_to_be_so()
    {
        System.IO.File.WriteAllText(File, new string('x', 8_192));

        var refused = Assert.Throws<SettingsUnavailableException>(() => SqliteSettingsStore.Open(_folder.Path));

        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_said_to_be_so()
    {
        var refused = Assert.Throws<SettingsUnavailableException>(() => SqliteSettingsStore.Open(Path.Combine(_folder.Path, "nowhere")));

        Assert.Contains("cannot be made", refused.Message, StringComparison.Ordinal);
    }
}
