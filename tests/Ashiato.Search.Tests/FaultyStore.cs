using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Tests;

/// <summary>A store with a fault that nobody foresaw: it fails at questions for a number of rows.</summary>
/// <param name="inner">What it has.</param>
/// <param name="faultyLimit">The number of rows.</param>
internal sealed class FaultyStore(IEventStore inner, int faultyLimit) : StoreOver(inner)
{
    public override ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) =>
        query.Limit == faultyLimit ? throw new NotSupportedException("Nobody foresaw this.") : base.QueryAsync(query, cancel);
}
