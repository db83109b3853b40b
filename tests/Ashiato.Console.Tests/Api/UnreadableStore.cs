using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Tests.Api;

/// <summary>A store whose disk is gone, or that answers nothing for another reason.</summary>
internal sealed class UnreadableStore(Func<Exception>? failure = null) : IEventStore
{
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => throw Gone();

    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => throw Gone();

    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => throw Gone();

    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => throw Gone();

    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => throw Gone();

    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => throw Gone();

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => throw Gone();

    public ValueTask DisposeAsync() => default;

    private Exception Gone() => failure?.Invoke() ?? new IOException("The disk is gone.");
}
