using Microsoft.Data.Sqlite;

namespace Ashiato.Settings.Sqlite;

/// <summary>The settings in one SQLite file.</summary>
/// <remarks>
/// Write-ahead logging lets a command of another process read and write while the store runs. Calls wait for one another: they are
/// few, and each is some microseconds of work beside the write to the disk.
/// </remarks>
public sealed class SqliteSettingsStore : ISettingsStore
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "settings.db";

    private const int BusyTimeoutSeconds = 10;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly Lock _turn = new();

    static SqliteSettingsStore() => SQLitePCL.Batteries_V2.Init();

    private SqliteSettingsStore(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>Opens the database of a data directory; makes it when missing.</summary>
    /// <param name="directory">The directory, which is there.</param>
    /// <exception cref="SettingsUnavailableException">The file cannot be opened, is damaged, or is of a newer version of Ashiato.</exception>
    public static SqliteSettingsStore Open(string directory)
    {
        string path = Path.Combine(directory, FileName);
        MakePrivate(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = BusyTimeoutSeconds }.ToString());
        try
        {
            connection.Open();
            // What was answered must survive a loss of power, hence FULL.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Migrate(connection, path);
            return new SqliteSettingsStore(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Unavailable(path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<SettingsDocument?> FindAsync(string kind, string key, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key);
        return Run(command =>
        {
            command.CommandText = "SELECT key, version, value FROM document WHERE kind = $kind AND key = $key";
            command.Parameters.AddWithValue("$kind", kind);
            command.Parameters.AddWithValue("$key", key);
            using var rows = command.ExecuteReader();
            return rows.Read() ? DocumentAt(rows) : null;
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SettingsDocument>> ListAsync(string kind, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        return Run<IReadOnlyList<SettingsDocument>>(command =>
        {
            command.CommandText = "SELECT key, version, value FROM document WHERE kind = $kind ORDER BY key";
            command.Parameters.AddWithValue("$kind", kind);
            using var rows = command.ExecuteReader();
            var documents = new List<SettingsDocument>();
            while (rows.Read()) documents.Add(DocumentAt(rows));
            return documents;
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(string kind, string key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key, value);
        return Run<long?>(command =>
        {
            // Writing from its first statement on, the transaction cannot lose the lock to another process in between.
            using var transaction = _connection.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            command.Parameters.AddWithValue("$kind", kind);
            command.Parameters.AddWithValue("$key", key);
            command.CommandText = "SELECT version FROM document WHERE kind = $kind AND key = $key";
            long found = command.ExecuteScalar() as long? ?? 0;
            if (expected is { } version && version != found) return null;

            command.CommandText = "UPDATE sequence SET last = last + 1 RETURNING last";
            long next = (long)command.ExecuteScalar()!;
            command.CommandText =
                "INSERT INTO document (kind, key, version, value) VALUES ($kind, $key, $version, $value) ON CONFLICT DO UPDATE SET version = $version, value = $value";
            command.Parameters.AddWithValue("$version", next);
            command.Parameters.AddWithValue("$value", value.ToArray());
            command.ExecuteNonQuery();
            transaction.Commit();
            return next;
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string kind, string key, CancellationToken cancel)
    {
        SettingsLimits.Check(kind, key);
        return Run(command =>
        {
            command.CommandText = "DELETE FROM document WHERE kind = $kind AND key = $key";
            command.Parameters.AddWithValue("$kind", kind);
            command.Parameters.AddWithValue("$key", key);
            return command.ExecuteNonQuery() > 0;
        }, cancel);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_turn) _connection.Dispose();
        return default;
    }

    private ValueTask<T> Run<T>(Func<SqliteCommand, T> work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_turn)
        {
            try
            {
                using var command = _connection.CreateCommand();
                return ValueTask.FromResult(work(command));
            }
            catch (SqliteException e)
            {
                throw Unavailable(_path, e);
            }
        }
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        int done = (int)(long)command.ExecuteScalar()!;
        if (done > SettingsSchema.Steps.Count)
            throw new SettingsUnavailableException(
                $"The settings database '{path}' was written by a newer Ashiato (schema {done}, this one knows {SettingsSchema.Steps.Count}). Start that version, or restore an older copy of the file.");
        for (int step = done; step < SettingsSchema.Steps.Count; step++)
        {
            command.CommandText = $"{SettingsSchema.Steps[step]} PRAGMA user_version = {step + 1};";
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static SettingsDocument DocumentAt(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Other users of the machine have no business in the file. SQLite gives the files beside it the same rights.</summary>
    internal static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path)) return;
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsUnavailableException($"The settings database '{path}' cannot be made: {e.Message} Make its directory writable for this user.", e);
        }
    }

    private static SettingsUnavailableException Unavailable(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => new($"The settings database '{path}' is held by another program. Try again when that one is done.", e),
        11 or 26 => new($"The settings database '{path}' is damaged ({e.Message}). Restore it from a backup, or move it away to start without settings; events are not touched.", e),
        8 or 13 or 14 => new($"The settings database '{path}' cannot be written ({e.Message}). Look at the disk's free space and the file's rights.", e),
        _ => new($"The settings database '{path}' does not answer ({e.Message}).", e),
    };
}
