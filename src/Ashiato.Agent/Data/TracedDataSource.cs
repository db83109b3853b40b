using System.Data.Common;

namespace Ashiato.Agent.Data;

/// <summary>A provider's data source, whose connections are traced.</summary>
internal sealed class TracedDataSource(DbDataSource inner) : DbDataSource
{
    /// <inheritdoc/>
    public override string ConnectionString => inner.ConnectionString;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => inner.CreateConnection().Traced();

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
