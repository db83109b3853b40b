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
    public override int ExecuteNonQuery() => FollowedCall.Run(Begin(), inner, static command => command.ExecuteNonQuery(), FollowedCall.EndWithRows);

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => CommandSpan.IsOn
        ? FollowedCall.RunAsync(this, static command => command.Begin(), static (command, cancel) => command.Inner.ExecuteNonQueryAsync(cancel), FollowedCall.EndWithRows, cancellationToken)
        : inner.ExecuteNonQueryAsync(cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => FollowedCall.Run(Begin(), inner, static command => command.ExecuteScalar(), FollowedCall.End);

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => CommandSpan.IsOn
        ? FollowedCall.RunAsync(this, static command => command.Begin(), static (command, cancel) => command.Inner.ExecuteScalarAsync(cancel), FollowedCall.End, cancellationToken)
        : inner.ExecuteScalarAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Prepare() => FollowedCall.Run(BeginPrepare(), inner, static command => command.Prepare(), FollowedCall.End);

    /// <inheritdoc/>
    public override Task PrepareAsync(CancellationToken cancellationToken = default) =>
        FollowedCall.RunAsync(this, static command => command.BeginPrepare(), static (command, cancel) => command.Inner.PrepareAsync(cancel), FollowedCall.End, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        // Components have a finalizer, which has nothing to do here, and would keep each command until it has run.
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        FollowedCall.Run(Begin(), (inner, behavior), static run => run.inner.ExecuteReader(run.behavior), TracedReader.Around);

    /// <inheritdoc/>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) => CommandSpan.IsOn
        ? FollowedCall.RunAsync((Command: this, behavior), static run => run.Command.Begin(), static (run, cancel) => run.Command.Inner.ExecuteReaderAsync(run.behavior, cancel), TracedReader.Around, cancellationToken)
        : inner.ExecuteReaderAsync(behavior, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }

    private DbCommand Inner => inner;

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
