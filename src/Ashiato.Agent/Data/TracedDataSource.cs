using System.Data.Common;

namespace Ashiato.Agent.Data;

/// <summary>A provider's data source, whose connections are traced.</summary>
internal sealed class TracedDataSource(DbDataSource inner) : DbDataSource
{
    private DatabaseFacts? _facts;

    /// <inheritdoc/>
    public override string ConnectionString => inner.ConnectionString;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => inner.CreateConnection() is var made && made is TracedConnection traced ? traced : new TracedConnection(made, this);

    /// <summary>Which database its connections go to: the same for all of them.</summary>
    public DatabaseFacts FactsOf(DbConnection connection) => _facts ??= DatabaseFacts.Of(connection);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        var connection = CreateDbConnection();
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = CreateDbConnection();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeAsyncCore() => inner.DisposeAsync();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }
}
