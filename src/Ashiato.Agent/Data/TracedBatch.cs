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
    public override int ExecuteNonQuery()
    {
        var span = Begin();
        try
        {
            int rows = inner.ExecuteNonQuery();
            span.End(rows);
            return rows;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default)
    {
        var span = Begin();
        try
        {
            int rows = await inner.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            span.End(rows);
            return rows;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        var span = Begin();
        try
        {
            object? value = inner.ExecuteScalar();
            span.End();
            return value;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default)
    {
        var span = Begin();
        try
        {
            object? value = await inner.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            span.End();
            return value;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

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
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var span = Begin();
        try
        {
            return TracedReader.Around(inner.ExecuteReader(behavior), span);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var span = Begin();
        try
        {
            return TracedReader.Around(await inner.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false), span);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

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
