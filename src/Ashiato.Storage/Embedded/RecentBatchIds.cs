using Ashiato.Model;

namespace Ashiato.Storage.Embedded;

/// <summary>The batches that were appended last, to know one that is sent again. Not thread-safe.</summary>
internal sealed class RecentBatchIds(int capacity)
{
    private readonly HashSet<BatchId> _known = [];
    private readonly Queue<BatchId> _byAge = new();

    /// <summary>How many ids are kept: at a hundred batches a second a quarter of an hour of them.</summary>
    public const int DefaultCapacity = 100_000;

    /// <summary>The ids, oldest first.</summary>
    public IReadOnlyCollection<BatchId> Ids => _byAge;

    public bool Contains(BatchId id) => _known.Contains(id);

    /// <summary>Remembers a batch. The empty id names none.</summary>
    public void Add(BatchId id)
    {
        if (id == default || !_known.Add(id)) return;
        _byAge.Enqueue(id);
        if (_byAge.Count > capacity) _known.Remove(_byAge.Dequeue());
    }
}
