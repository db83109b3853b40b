using System.Data;
using System.Data.Common;

namespace Ashiato.Agent.Data;

/// <summary>A provider's batch, which becomes one span with the statements of all its commands.</summary>
internal sealed class TracedBatch(DbBatch inner, TracedConnection? connection) : DbBatch
{
    private TracedConnection? _connection = connection;
    private TracedTransaction? _transaction;

    /// <inheritdoc/>
    public override int Timeout
    {
        get => inner.Timeout;
        set => inner.Timeout = value;
    }

    /// <inheritdoc/>
    protected override DbBatchCommandCollection DbBatchCommands => inner.BatchCommands;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => (DbConnection?)_connection ?? inner.Connection;
        set
        {
            _connection = (TracedConnection?)value?.Traced();
            inner.Connection = _connection?.Inner;
        }
    }

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => (DbTransaction?)_transaction ?? inner.Transaction;
        set
        {
            _transaction = value as TracedTransaction;
            inner.Transaction = _transaction?.Inner ?? value;
        }
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => FollowedCall.Run(Begin(), inner, static batch => batch.ExecuteNonQuery(), FollowedCall.EndWithRows);

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) =>
        FollowedCall.RunAsync(this, static batch => batch.Begin(), static (batch, cancel) => batch.Inner.ExecuteNonQueryAsync(cancel), FollowedCall.EndWithRows, cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => FollowedCall.Run(Begin(), inner, static batch => batch.ExecuteScalar(), FollowedCall.End);

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) =>
        FollowedCall.RunAsync(this, static batch => batch.Begin(), static (batch, cancel) => batch.Inner.ExecuteScalarAsync(cancel), FollowedCall.End, cancellationToken);

    /// <inheritdoc/>
    public override void Cancel() => inner.Cancel();

    /// <inheritdoc/>
    public override void Prepare() => inner.Prepare();

    /// <inheritdoc/>
    public override Task PrepareAsync(CancellationToken cancellationToken = default) => inner.PrepareAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Dispose() => inner.Dispose();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <inheritdoc/>
    protected override DbBatchCommand CreateDbBatchCommand() => inner.CreateBatchCommand();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        FollowedCall.Run(Begin(), (inner, behavior), static run => run.inner.ExecuteReader(run.behavior), TracedReader.Around);

    /// <inheritdoc/>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        FollowedCall.RunAsync((Batch: this, behavior), static run => run.Batch.Begin(), static (run, cancel) => run.Batch.Inner.ExecuteReaderAsync(run.behavior, cancel), TracedReader.Around, cancellationToken);

    private DbBatch Inner => inner;

    private CommandSpan Begin()
    {
        var facts = _connection?.Facts ?? (inner.Connection is { } own ? DatabaseFacts.Of(own) : null);
        if (!CommandSpan.IsOn || facts is null) return default;
        var statements = inner.BatchCommands.Select(command => command.CommandText).ToList();
        string name = statements.Count == 1 ? StatementNames.Of(statements[0]) : "BATCH " + string.Join(", ", statements.Select(StatementNames.Of).Distinct().Take(3));
        var span = CommandSpan.Begin(facts, string.Join(";\n", statements), name);
        foreach (var command in inner.BatchCommands) span.TellParameters(command.Parameters);
        return span;
    }
}
