using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Hands appended batches to those who follow the store. Nobody waits for a slow reader: it loses its oldest batches.</summary>
internal sealed class TailHub
{
    private const int MaxWaiting = 256;

    private readonly ConcurrentDictionary<Channel<EventBatch>, bool> _readers = [];

    /// <summary>Hands out a batch that queries can see from now on.</summary>
    public void Publish(EventBatch batch)
    {
        foreach (var (reader, _) in _readers) reader.Writer.TryWrite(batch);
    }

    /// <summary>Lets every reader end after what it was handed.</summary>
    public void Complete()
    {
        foreach (var (reader, _) in _readers) reader.Writer.TryComplete();
    }

    /// <summary>Batches of matching events, from the first step of the enumeration on.</summary>
    /// <exception cref="QueryException">The filter cannot be used.</exception>
    public IAsyncEnumerable<EventBatch> ReadAsync(Filter filter, CancellationToken cancel) =>
        ReadAsync(new FilterMatcher(filter), cancel);

    private async IAsyncEnumerable<EventBatch> ReadAsync(FilterMatcher filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<EventBatch>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        _readers.TryAdd(channel, true);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancel))
                if (Matching(filter, batch) is { } found) yield return found;
        }
        finally
        {
            _readers.TryRemove(channel, out _);
        }
    }

    private static EventBatch? Matching(FilterMatcher filter, EventBatch batch)
    {
        var rows = filter.Match(new MemoryRowGroup(batch, 0)).ToArray();
        if (rows.Length == 0) return null;
        if (rows.Length == batch.RowCount) return batch;
        var builder = new EventBatchBuilder();
        builder.Append(batch, rows);
        return builder.Build();
    }
}
