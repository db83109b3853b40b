using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Ashiato.Agent.Data;

/// <summary>A provider's command, each run of which becomes a span.</summary>
internal sealed class TracedCommand(DbCommand inner, TracedConnection? connection) : DbCommand
{
    private TracedConnection? _connection = connection;
    private TracedTransaction? _transaction;

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = value;
    }

    /// <inheritdoc/>
    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => inner.CommandType;
        set => inner.CommandType = value;
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible
    {
        get => inner.DesignTimeVisible;
        set => inner.DesignTimeVisible = value;
    }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource
    {
        get => inner.UpdatedRowSource;
        set => inner.UpdatedRowSource = value;
    }

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
    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

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
    public override void Cancel() => inner.Cancel();

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
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        return CommandSpan.IsOn ? FollowAsync() : inner.ExecuteNonQueryAsync(cancellationToken);

        async Task<int> FollowAsync()
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
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        return CommandSpan.IsOn ? FollowAsync() : inner.ExecuteScalarAsync(cancellationToken);

        async Task<object?> FollowAsync()
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
    }

    /// <inheritdoc/>
    public override void Prepare()
    {
        var span = BeginPrepare();
        try
        {
            inner.Prepare();
            span.End();
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        var span = BeginPrepare();
        try
        {
            await inner.PrepareAsync(cancellationToken).ConfigureAwait(false);
            span.End();
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

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
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        return CommandSpan.IsOn ? FollowAsync() : inner.ExecuteReaderAsync(behavior, cancellationToken);

        async Task<DbDataReader> FollowAsync()
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
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }

    private DatabaseFacts? Facts => _connection?.Facts ?? (inner.Connection is { } own ? DatabaseFacts.Of(own) : null);

    private CommandSpan Begin()
    {
        if (!CommandSpan.IsOn || Facts is not { } facts) return default;
        var span = CommandSpan.Begin(facts, inner.CommandText, inner.CommandType == CommandType.StoredProcedure ? "CALL " + inner.CommandText : null);
        span.TellParameters(inner.Parameters);
        return span;
    }

    private CommandSpan BeginPrepare() =>
        CommandSpan.IsOn && Facts is { } facts ? CommandSpan.Begin(facts, inner.CommandText, "PREPARE " + StatementNames.Of(inner.CommandText), "PREPARE") : default;
}
