using Microsoft.Data.Sqlite;

namespace Ashiato.Settings.Sqlite;

/// <summary>The settings database as a file: checked and copied, also while others write to it.</summary>
public static class SettingsFile
{
    private const int BusyTimeoutSeconds = 10;

    static SettingsFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Looks for damage.</summary>
    /// <returns>What was found and what to do, as a sentence; <see langword="null"/> when all is well, or there is no file.</returns>
    public static string? FindDamage(string directory)
    {
        string path = PathIn(directory);
        if (!File.Exists(path)) return null;
        try
        {
            using var connection = Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            string found = command.ExecuteScalar() as string ?? "";
            return found == "ok" ? null : Damaged(path, found);
        }
        catch (SqliteException e)
        {
            return Damaged(path, e.Message);
        }
    }

    /// <summary>Copies the database as it is at one moment; nothing when there is none.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="target">The copy, which is not there yet.</param>
    /// <exception cref="SettingsUnavailableException">It could not be copied.</exception>
    public static void Copy(string directory, string target)
    {
        string path = PathIn(directory);
        if (!File.Exists(path)) return;
        try
        {
            SqliteSettingsStore.MakePrivate(target);
            using (var connection = Open(path))
            using (var command = connection.CreateCommand())
            {
                // Takes an empty file, and leaves one without a log beside it.
                command.CommandText = "VACUUM INTO $target";
                command.Parameters.AddWithValue("$target", target);
                command.ExecuteNonQuery();
            }
            using var written = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(written);
        }
        catch (SqliteException e)
        {
            throw new SettingsUnavailableException($"The settings database '{path}' cannot be copied to '{target}': {e.Message}", e);
        }
    }

    private static string PathIn(string directory) => Path.Combine(directory, SqliteSettingsStore.FileName);

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = BusyTimeoutSeconds }.ToString());
        connection.Open();
        return connection;
    }

    private static string Damaged(string path, string found) =>
        $"The settings database '{path}' is damaged ({found.TrimEnd('.')}). Restore it from a backup, or move it away to start without settings; events are not touched.";
}
