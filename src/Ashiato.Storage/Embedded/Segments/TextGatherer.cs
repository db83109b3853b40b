using System.Runtime.InteropServices;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Texts of several pools, the same text once, and new pools with those of them that are used.</summary>
internal sealed class TextGatherer : IDisposable
{
    private readonly List<Utf8Pool> _pools = [];
    private readonly List<int> _firstOf = [];
    private readonly List<int> _sameAs = []; // for each text the first one that says the same
    private readonly Dictionary<ulong, int> _byHash = [];
    private readonly List<int> _newCode = []; // for each text its number in the pool being made, + 1
    private readonly List<int> _used = [];
    private readonly PooledBuffer _bytes = new();
    private readonly List<int> _ends = [];

    /// <summary>Adds the texts of a pool.</summary>
    /// <returns>The number of its first text; the others follow.</returns>
    public int Add(Utf8Pool pool)
    {
        int first = _sameAs.Count;
        _pools.Add(pool);
        _firstOf.Add(first);
        for (int code = 0; code < pool.Count; code++)
        {
            ulong hash = Sketches.StableHash.Of(pool[code]);
            int text = first + code;
            // Two texts with one hash both stay; that costs a little space once in a very long while.
            if (_byHash.TryGetValue(hash, out int same) && TextAt(same).SequenceEqual(pool[code])) _sameAs.Add(same);
            else
            {
                _sameAs.Add(text);
                _byHash[hash] = text;
            }
            _newCode.Add(0);
        }
        return first;
    }

    /// <summary>The number that a text has in the pool being made.</summary>
    public int Use(int text)
    {
        int same = _sameAs[text];
        ref int code = ref CollectionsMarshal.AsSpan(_newCode)[same];
        if (code == 0)
        {
            var utf8 = TextAt(same);
            utf8.CopyTo(_bytes.GetSpan(utf8.Length));
            _bytes.Advance(utf8.Length);
            _ends.Add(_bytes.Length);
            _used.Add(same);
            code = _ends.Count;
        }
        return code - 1;
    }

    /// <summary>The pool that was made, and a new one begun. Its bytes are gone when the next one is begun to be filled.</summary>
    public Utf8Pool TakePool()
    {
        var pool = new Utf8Pool(_bytes.Memory, [.. _ends]);
        foreach (int text in _used) _newCode[text] = 0;
        _used.Clear();
        _ends.Clear();
        _bytes.Clear();
        return pool;
    }

    public void Dispose() => _bytes.Dispose();

    private ReadOnlySpan<byte> TextAt(int text)
    {
        int at = _firstOf.BinarySearch(text);
        if (at < 0) at = ~at - 1;
        // A pool without texts begins where the next one does.
        while (at + 1 < _firstOf.Count && _firstOf[at + 1] <= text) at++;
        return _pools[at][text - _firstOf[at]];
    }
}
