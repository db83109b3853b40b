using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Numbers the groups of a query from 0 in the order in which they come.</summary>
internal sealed class GroupIndex
{
    private readonly KeyReader[] _readers;
    // For each key: (number of what came before, number of the key), numbered.
    private readonly PairTable[] _pairs;
    private int[] _codes = [];

    public GroupIndex(IEnumerable<GroupKey> keys, QueryBudget budget)
    {
        _readers = [.. keys.Select(key => KeyReader.Of(key, budget))];
        _pairs = [.. _readers.Select(static _ => new PairTable())];
    }

    /// <summary>How many groups there are. Without a key there is one, whatever happens.</summary>
    public int Count => _pairs.Length == 0 ? 1 : _pairs[^1].Count;

    /// <summary>Finds the group of each of some rows.</summary>
    public void Assign(RowGroup group, ReadOnlySpan<int> rows, Span<int> groups)
    {
        groups.Clear();
        for (int key = 0; key < _readers.Length; key++)
        {
            var codes = CodesFor(rows.Length);
            _readers[key].Read(group, rows, codes);
            Refine(key, groups, codes);
        }
        QueryBudget.RequireGroups(Count);
    }

    /// <summary>Takes in the groups of another index with the same keys.</summary>
    /// <returns>For each of its groups the number here.</returns>
    public int[] Import(GroupIndex other)
    {
        var groups = new int[other.Count];
        for (int key = 0; key < _readers.Length; key++)
        {
            var codes = CodesFor(groups.Length);
            int[] known = _readers[key].Import(other._readers[key]);
            for (int group = 0; group < codes.Length; group++) codes[group] = known[other.CodeOf(group, key)];
            Refine(key, groups, codes);
        }
        QueryBudget.RequireGroups(Count);
        return groups;
    }

    /// <summary>The keys of a group, as they stand in an answer.</summary>
    public object?[] KeysOf(int group)
    {
        var keys = new object?[_readers.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = _readers[i].KeyOf(CodeOf(group, i));
        return keys;
    }

    /// <summary>Gives memory back; nothing may be asked afterwards.</summary>
    public void GiveBack()
    {
        foreach (var reader in _readers) reader.Dispose();
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
        for (int level = _pairs.Length - 1; level > key; level--) group = _pairs[level][group].First;
        return _pairs[key][group].Second;
    }

    /// <summary>The numbers that all keys have in a group.</summary>
    public void CopyCodes(int group, Span<int> codes)
    {
        for (int key = _pairs.Length - 1; key >= 0; key--) (group, codes[key]) = (_pairs[key][group].First, _pairs[key][group].Second);
    }

    /// <summary>Splits groups by one more key.</summary>
    private void Refine(int key, Span<int> groups, ReadOnlySpan<int> codes) =>
        _pairs[key].Map(groups, codes, key == 0 ? 1 : _pairs[key - 1].Count, _readers[key].CodeCount);

    private Span<int> CodesFor(int count)
    {
        if (_codes.Length < count) _codes = new int[count];
        return _codes.AsSpan(0, count);
    }
}
