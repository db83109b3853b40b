namespace Ashiato.Storage.Execution;

/// <summary>Keeps the first few of many items, by an order.</summary>
internal sealed class TopK<T>(int limit, IComparer<T> order) where T : notnull
{
    private readonly PriorityQueue<T, T> _kept = new(Comparer<T>.Create((a, b) => order.Compare(b, a)));

    public bool IsFull => _kept.Count == limit;

    /// <summary>The last of those kept: what a new one must come before, once full.</summary>
    public T Last => _kept.Peek();

    public void Offer(T item)
    {
        if (!IsFull) _kept.Enqueue(item, item);
        else if (order.Compare(item, Last) < 0) _kept.DequeueEnqueue(item, item);
    }

    /// <summary>Those kept, in order.</summary>
    public T[] ToArray()
    {
        var items = new T[_kept.Count];
        int at = 0;
        foreach (var (item, _) in _kept.UnorderedItems) items[at++] = item;
        Array.Sort(items, order);
        return items;
    }
}
