using System.Data.Common;

namespace Ashiato.Agent.Data;

/// <summary>A provider's factory, whose connections, commands and batches are traced.</summary>
internal sealed class TracedFactory(DbProviderFactory inner) : DbProviderFactory
{
    /// <inheritdoc/>
    public override bool CanCreateBatch => inner.CanCreateBatch;

    /// <inheritdoc/>
    public override bool CanCreateCommandBuilder => inner.CanCreateCommandBuilder;

    /// <inheritdoc/>
    public override bool CanCreateDataAdapter => inner.CanCreateDataAdapter;

    /// <inheritdoc/>
    public override bool CanCreateDataSourceEnumerator => inner.CanCreateDataSourceEnumerator;

    /// <inheritdoc/>
    public override DbConnection? CreateConnection() => inner.CreateConnection()?.Traced();

    /// <inheritdoc/>
    public override DbCommand? CreateCommand() => inner.CreateCommand() is { } command ? new TracedCommand(command, null) : null;

    /// <inheritdoc/>
    public override DbBatch CreateBatch() => new TracedBatch(inner.CreateBatch(), null);

    /// <inheritdoc/>
    public override DbBatchCommand CreateBatchCommand() => inner.CreateBatchCommand();

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(string connectionString) => inner.CreateDataSource(connectionString).Traced();

    /// <inheritdoc/>
    public override DbParameter? CreateParameter() => inner.CreateParameter();

    /// <inheritdoc/>
    public override DbCommandBuilder? CreateCommandBuilder() => inner.CreateCommandBuilder();

    /// <inheritdoc/>
    public override DbConnectionStringBuilder? CreateConnectionStringBuilder() => inner.CreateConnectionStringBuilder();

    /// <inheritdoc/>
    public override DbDataAdapter? CreateDataAdapter() => inner.CanCreateDataAdapter ? new TracedAdapter() : null;

    /// <inheritdoc/>
    public override DbDataSourceEnumerator? CreateDataSourceEnumerator() => inner.CreateDataSourceEnumerator();
}
