using System.Data.Common;
using Ashiato.Agent;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Marketplace.Data;

/// <summary>The marketplace's database: a file of SQLite, or a PostgreSQL.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly DbDataSource _source;

    private Database(DbDataSource source, bool isPostgres) => (_source, IsPostgres) = (source.Traced(), isPostgres);

    /// <summary>True for PostgreSQL, which locks rows; SQLite locks the file.</summary>
    public bool IsPostgres { get; }

    /// <summary>What makes a row wait for those who change it.</summary>
    public string ForUpdate => IsPostgres ? " FOR UPDATE" : "";

    /// <summary>Opens one.</summary>
    /// <param name="where">A connection string of PostgreSQL, which has a <c>Host</c>, or a file.</param>
    public static Database Open(string where) => where.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        ? new Database(NpgsqlDataSource.Create(where), isPostgres: true)
        : new Database(SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = where, DefaultTimeout = 30 }.ConnectionString), isPostgres: false);

    /// <summary>A connection of the pool.</summary>
    public ValueTask<DbConnection> ConnectAsync(CancellationToken cancel) => _source.OpenConnectionAsync(cancel);

    /// <summary>Runs a query of its own and reads all rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await ConnectAsync(cancel);
        return await connection.QueryAsync(sql, read, cancel, parameters);
    }

    /// <summary>Runs a query of its own and reads the first row.</summary>
    public async Task<T?> FindAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel, params (string Name, object? Value)[] parameters)
        where T : class => (await QueryAsync(sql, read, cancel, parameters)).FirstOrDefault();

    /// <summary>Changes something.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancel, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await ConnectAsync(cancel);
        return await connection.ExecuteAsync(sql, cancel, parameters);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
