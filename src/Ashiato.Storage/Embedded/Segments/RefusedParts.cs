namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What a <see cref="ColumnCache"/> had no room for, and since when: what is wanted again is no passing guest. Bounded; the longest unwanted is forgotten.</summary>
internal sealed class RefusedParts(int most)
{
    private readonly Dictionary<ColumnCache.Key, long> _since = [];
    private readonly Queue<ColumnCache.Key> _order = [];

    /// <summary>The moment since which a part is refused; <see langword="null"/> when it was not within the time that counts.</summary>
    /// <param name="key">The part.</param>
    /// <param name="now">Milliseconds of a clock that nobody sets.</param>
    /// <param name="withinMillis">The time that counts.</param>
    public long? Since(in ColumnCache.Key key, long now, long withinMillis) => _since.TryGetValue(key, out long since) && now - since <= withinMillis ? since : null;

    /// <summary>A part is refused: for the first time within the time that counts, as far as anybody knows.</summary>
    public void Add(in ColumnCache.Key key, long now)
    {
        if (!_since.ContainsKey(key))
        {
            if (_order.Count >= most) _since.Remove(_order.Dequeue());
            _order.Enqueue(key);
        }
        _since[key] = now;
    }

    /// <summary>Forgets what was refused before a moment, and gives the room back.</summary>
    public void Forget(long before)
    {
        while (_order.TryPeek(out var key) && _since[key] < before) _since.Remove(_order.Dequeue());
        if (_order.Count > 0) return;
        _since.TrimExcess();
        _order.TrimExcess();
    }
}
