using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using IsolationLevel = System.Data.IsolationLevel;

namespace Ashiato.Agent.Data;

/// <summary>A provider's connection, whose statements become spans.</summary>
internal sealed class TracedConnection(DbConnection inner, TracedDataSource? source = null) : DbConnection
{
    private TracedDataSource? _source = source;
    private DatabaseFacts? _facts;

    /// <summary>The provider's connection.</summary>
    public DbConnection Inner => inner;

    /// <summary>Which database it goes to.</summary>
    public DatabaseFacts Facts => _facts ??= _source?.FactsOf(inner) ?? DatabaseFacts.Of(inner);

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set
        {
            inner.ConnectionString = value;
            (_source, _facts) = (null, null);
        }
    }

    /// <inheritdoc/>
    public override int ConnectionTimeout => inner.ConnectionTimeout;

    /// <inheritdoc/>
    public override string Database => inner.Database;

    /// <inheritdoc/>
    public override string DataSource => inner.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => inner.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => inner.State;

    /// <inheritdoc/>
    public override bool CanCreateBatch => inner.CanCreateBatch;

    /// <inheritdoc/>
    public override event StateChangeEventHandler? StateChange
    {
        add => inner.StateChange += value;
        remove => inner.StateChange -= value;
    }

    /// <inheritdoc/>
    protected override DbProviderFactory? DbProviderFactory => DbProviderFactories.GetFactory(inner)?.Traced();

    /// <inheritdoc/>
    public override void Open()
    {
        var opening = Opening.Begin();
        try
        {
            inner.Open();
            opening?.End(Facts);
        }
        catch (Exception e)
        {
            opening?.Fail(Facts, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        var opening = Opening.Begin();
        try
        {
            await inner.OpenAsync(cancellationToken).ConfigureAwait(false);
            opening?.End(Facts);
        }
        catch (Exception e)
        {
            opening?.Fail(Facts, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Close() => inner.Close();

    /// <inheritdoc/>
    public override Task CloseAsync() => inner.CloseAsync();

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName)
    {
        inner.ChangeDatabase(databaseName);
        _facts = Facts with { Name = databaseName };
    }

    /// <inheritdoc/>
    public override async Task ChangeDatabaseAsync(string databaseName, CancellationToken cancellationToken = default)
    {
        await inner.ChangeDatabaseAsync(databaseName, cancellationToken).ConfigureAwait(false);
        _facts = Facts with { Name = databaseName };
    }

    /// <inheritdoc/>
    public override void EnlistTransaction(System.Transactions.Transaction? transaction) => inner.EnlistTransaction(transaction);

    /// <inheritdoc/>
    public override DataTable GetSchema() => inner.GetSchema();

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName) => inner.GetSchema(collectionName);

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => inner.GetSchema(collectionName, restrictionValues);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        // Components have a finalizer, which has nothing to do here, and would keep each connection until it has run.
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new TracedTransaction(
        this, FollowedCall.Run(BeginTransactionSpan(), (inner, isolationLevel), static begin => begin.inner.BeginTransaction(begin.isolationLevel), FollowedCall.End));

    /// <inheritdoc/>
    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) => new TracedTransaction(
        this,
        await FollowedCall.RunAsync(
            (Connection: this, isolationLevel), static begin => begin.Connection.BeginTransactionSpan(), static (begin, cancel) => begin.Connection.Inner.BeginTransactionAsync(begin.isolationLevel, cancel).AsTask(),
            FollowedCall.End, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new TracedCommand(inner.CreateCommand(), this);

    /// <inheritdoc/>
    protected override DbBatch CreateDbBatch() => new TracedBatch(inner.CreateBatch(), this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }

    private CommandSpan BeginTransactionSpan() => CommandSpan.Begin(Facts, "BEGIN");
}
