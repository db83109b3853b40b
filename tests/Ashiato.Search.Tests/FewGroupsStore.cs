using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Tests;

/// <summary>A store that answers with fewer groups at once than it would have to.</summary>
/// <param name="inner">What it has.</param>
/// <param name="mostGroups">The most groups of one answer.</param>
internal sealed class FewGroupsStore(IEventStore inner, int mostGroups) : StoreOver(inner)
{
    public override ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => base.QueryAsync(query with { Limit = Math.Min(query.Limit, mostGroups) }, cancel);
}
