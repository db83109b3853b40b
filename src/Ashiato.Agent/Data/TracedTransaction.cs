using System.Data.Common;
using IsolationLevel = System.Data.IsolationLevel;

namespace Ashiato.Agent.Data;

/// <summary>A provider's transaction, whose end becomes a span: it is where work is made durable and locks are let go.</summary>
internal sealed class TracedTransaction(TracedConnection connection, DbTransaction inner) : DbTransaction
{
    /// <summary>The provider's transaction.</summary>
    public DbTransaction Inner => inner;

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    /// <inheritdoc/>
    public override bool SupportsSavepoints => inner.SupportsSavepoints;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection => inner.Connection is null ? null : connection;

    /// <inheritdoc/>
    public override void Commit() => FollowedCall.Run(Begin("COMMIT"), inner, static transaction => transaction.Commit(), FollowedCall.End);

    /// <inheritdoc/>
    public override Task CommitAsync(CancellationToken cancellationToken = default) =>
        FollowedCall.RunAsync(this, static followed => followed.Begin("COMMIT"), static (followed, cancel) => followed.Inner.CommitAsync(cancel), FollowedCall.End, cancellationToken);

    /// <inheritdoc/>
    public override void Rollback() => FollowedCall.Run(Begin("ROLLBACK"), inner, static transaction => transaction.Rollback(), FollowedCall.End);

    /// <inheritdoc/>
    public override Task RollbackAsync(CancellationToken cancellationToken = default) =>
        FollowedCall.RunAsync(this, static followed => followed.Begin("ROLLBACK"), static (followed, cancel) => followed.Inner.RollbackAsync(cancel), FollowedCall.End, cancellationToken);

    /// <inheritdoc/>
    public override void Save(string savepointName) => inner.Save(savepointName);

    /// <inheritdoc/>
    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) => inner.SaveAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Rollback(string savepointName) => inner.Rollback(savepointName);

    /// <inheritdoc/>
    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) => inner.RollbackAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Release(string savepointName) => inner.Release(savepointName);

    /// <inheritdoc/>
    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) => inner.ReleaseAsync(savepointName, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }

    private CommandSpan Begin(string statement) => CommandSpan.Begin(connection.Facts, statement);
}
