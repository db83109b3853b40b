namespace Ashiato.Query.Calls;

/// <summary>Numbers kinds of calls as they are met.</summary>
internal sealed class CallKindTable
{
    private readonly List<CallKind> _kinds = [];
    private readonly Dictionary<CallKind, int> _numbers = [];

    /// <summary>The kinds, by number.</summary>
    public IReadOnlyList<CallKind> Kinds => _kinds;

    /// <summary>The number of a kind, given now if it has none.</summary>
    public int NumberOf(CallKind kind)
    {
        if (_numbers.TryGetValue(kind, out int number)) return number;
        _numbers.Add(kind, _kinds.Count);
        _kinds.Add(kind);
        return _kinds.Count - 1;
    }
}
