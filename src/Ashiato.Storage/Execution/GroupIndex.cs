using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Numbers the groups of a query from 0 in the order in which they come.</summary>
internal sealed class GroupIndex
{
    private readonly KeyReader[] _readers;
    private readonly LongTable _firstCodes = new();
    // For each key behind the first: (number of what came before, number of the key), numbered.
    private readonly LongTable[] _pairs;
    private int[] _groupOfFirst = [];
    private int[] _codes = [];

    public GroupIndex(IEnumerable<GroupKey> keys, QueryBudget budget)
    {
        _readers = [.. keys.Select(key => KeyReader.Of(key, budget))];
        _pairs = [.. _readers.Skip(1).Select(static _ => new LongTable())];
    }

    /// <summary>How many groups there are. Without a key there is one, whatever happens.</summary>
    public int Count => _readers.Length == 0 ? 1 : _pairs.Length == 0 ? _firstCodes.Count : _pairs[^1].Count;

    /// <summary>Finds the group of each of some rows.</summary>
    public void Assign(RowGroup group, ReadOnlySpan<int> rows, Span<int> groups)
    {
        if (_readers.Length == 0)
        {
            groups.Clear();
            return;
        }
        _readers[0].Read(group, rows, groups);
        MapFirst(groups);
        if (_codes.Length < rows.Length) _codes = new int[rows.Length];
        var codes = _codes.AsSpan(0, rows.Length);
        for (int i = 0; i < _pairs.Length; i++)
        {
            _readers[i + 1].Read(group, rows, codes);
            MapPairs(_pairs[i], groups, codes);
        }
        QueryBudget.RequireGroups(Count);
    }

    /// <summary>The keys of a group, as they stand in an answer.</summary>
    public object?[] KeysOf(int group)
    {
        var keys = new object?[_readers.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = _readers[i].KeyOf(CodeOf(group, i));
        return keys;
    }

    /// <summary>The order of two groups by their keys, ascending.</summary>
    public int Compare(int x, int y)
    {
        for (int i = 0; i < _readers.Length; i++)
        {
            int order = _readers[i].Compare(CodeOf(x, i), CodeOf(y, i));
            if (order != 0) return order;
        }
        return 0;
    }

    /// <summary>What numbers the values of a key.</summary>
    public KeyReader ReaderOf(int key) => _readers[key];

    /// <summary>The number that a key has in a group.</summary>
    public int CodeOf(int group, int key)
    {
        for (int level = _pairs.Length - 1; level >= 0; level--)
        {
            long pair = _pairs[level][group];
            if (level + 1 == key) return (int)pair;
            group = (int)(pair >> 32);
        }
        return (int)_firstCodes[group];
    }

    /// <summary>Key numbers are not yet group numbers: "no value" may not occur.</summary>
    private void MapFirst(Span<int> codes)
    {
        foreach (ref int code in codes)
        {
            if (code >= _groupOfFirst.Length) Array.Resize(ref _groupOfFirst, Math.Max(code + 1, _groupOfFirst.Length * 2));
            ref int group = ref _groupOfFirst[code];
            if (group == 0) group = _firstCodes.CodeOf(code) + 1;
            code = group - 1;
        }
    }

    private static void MapPairs(LongTable pairs, Span<int> groups, ReadOnlySpan<int> codes)
    {
        long lastPair = -1;
        int last = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            long pair = ((long)groups[i] << 32) | (uint)codes[i];
            if (pair != lastPair)
            {
                lastPair = pair;
                last = pairs.CodeOf(pair);
            }
            groups[i] = last;
        }
    }
}
