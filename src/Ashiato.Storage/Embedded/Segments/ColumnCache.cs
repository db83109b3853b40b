using System.Diagnostics.CodeAnalysis;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What queries decoded from segments last, so that the next query need not. Bounded by bytes; the longest unused goes first.</summary>
internal sealed class ColumnCache(long maxBytes)
{
    /// <param name="Segment">The segment's number.</param>
    /// <param name="Group">The row group in it.</param>
    /// <param name="Part">A field, or what else a row group has one of.</param>
    internal readonly record struct Key(long Segment, int Group, object Part);

    /// <summary>False to forget columns at once and keep only what other columns are decoded with: whoever reads each column once needs no more.</summary>
    public bool HoldsColumns { get; init; } = true;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    private sealed record Entry(Key Key, object Value, long Bytes);

    /// <summary>Bytes held at the moment.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    public bool TryGet<T>(Key key, [NotNullWhen(true)] out T? value) where T : class
    {
        lock (_gate)
        {
            value = null;
            if (!_entries.TryGetValue(key, out var node)) return false;
            _byUse.Remove(node);
            _byUse.AddLast(node);
            value = (T)node.Value.Value;
            return true;
        }
    }

    public void Add(Key key, object value, long bytes)
    {
        if (bytes > maxBytes || (!HoldsColumns && value is SegmentRowGroup.StoredColumn)) return;
        lock (_gate)
        {
            if (_entries.ContainsKey(key)) return;
            _entries.Add(key, _byUse.AddLast(new Entry(key, value, bytes)));
            _bytes += bytes;
            while (_bytes > maxBytes) Remove(_byUse.First!);
        }
    }

    /// <summary>Forgets what came from a segment.</summary>
    public void Drop(long segment)
    {
        lock (_gate)
        {
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Key.Segment == segment) Remove(node);
                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }
}
