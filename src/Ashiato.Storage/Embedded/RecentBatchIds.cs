using System.Collections;
using System.Numerics;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded;

/// <summary>The batches that were appended last, oldest first, to know one that is sent again. Not thread-safe.</summary>
/// <remarks>
/// A ring of ids and a table of chains through it: 25 bytes an id, a third of what a set and a queue take, and read back in a tenth of their time.
/// </remarks>
internal sealed class RecentBatchIds(int capacity) : IReadOnlyCollection<BatchId>
{
    private const int FirstPlaces = 64;

    private BatchId[] _ring = [];
    // Places are numbered from 1 in both, so that 0 is the end of a chain: the first place of each chain, and the place behind each place.
    private int[] _first = [];
    private int[] _next = [];
    private int _shift;
    private int _oldest;
    private int _count;
    private BatchId[] _later = [];

    /// <summary>How many ids are kept: at a hundred batches a second a quarter of an hour of them.</summary>
    public const int DefaultCapacity = 100_000;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            AddLaterOnes();
            return _count;
        }
    }

    public bool Contains(BatchId id)
    {
        AddLaterOnes();
        if (_count == 0) return false;
        for (int place = ChainOf(id); place > 0; place = _next[place - 1])
            if (_ring[place - 1] == id) return true;
        return false;
    }

    /// <summary>Remembers a batch, and forgets the oldest when there are too many. The empty id names none.</summary>
    public void Add(BatchId id)
    {
        if (id == default || Contains(id)) return;
        if (_count == capacity) ForgetOldest();
        else if (_count == _ring.Length) Grow(_count + 1);
        int at = (_oldest + _count) % _ring.Length;
        _ring[at] = id;
        _count++;
        Link(at);
    }

    /// <summary>Remembers batches like <see cref="Add"/>, but not before somebody asks: a hundred thousand take longer than all else that a start reads.</summary>
    public void AddLater(BatchId[] ids)
    {
        AddLaterOnes();
        _later = ids;
    }

    /// <inheritdoc/>
    public IEnumerator<BatchId> GetEnumerator()
    {
        AddLaterOnes();
        for (int i = 0; i < _count; i++) yield return _ring[(_oldest + i) % _ring.Length];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void AddLaterOnes()
    {
        if (_later.Length == 0) return;
        var ids = _later;
        _later = [];
        if (_oldest == 0 && _ring.Length < capacity) Grow(_count + ids.Length);
        foreach (var id in ids) Add(id);
    }

    // Parts of one batch differ in the highest bits of their hashes only, and those of others anywhere: a multiplication brings all of it into the bits that count.
    private ref int ChainOf(BatchId id) => ref _first[(uint)id.GetHashCode() * 0x9E3779B1 >> _shift];

    private void Link(int at)
    {
        ref int first = ref ChainOf(_ring[at]);
        _next[at] = first;
        first = at + 1;
    }

    private void ForgetOldest()
    {
        int wanted = _oldest + 1;
        ref int place = ref ChainOf(_ring[_oldest]);
        while (place != wanted) place = ref _next[place - 1];
        place = _next[_oldest];
        _oldest = wanted % _ring.Length;
        _count--;
    }

    // Only a ring that never forgot anything grows, so the oldest is its first.
    private void Grow(int wanted)
    {
        int places = Math.Min(capacity, Math.Max(Math.Max(FirstPlaces, wanted), _ring.Length * 2));
        Array.Resize(ref _ring, places);
        _next = new int[places];
        int bits = Math.Max(1, BitOperations.Log2((uint)places - 1) + 1);
        _first = new int[1 << bits];
        _shift = 32 - bits;
        for (int at = 0; at < _count; at++) Link(at);
    }
}
