using Ashiato.Intake.Elastic;
using Ashiato.Model;
using Ashiato.Storage.Sketches;

namespace Ashiato.Intake.Aggregation;

/// <summary>The groups of one metric that one service has in one interval.</summary>
internal sealed class MetricGroups<T> where T : class, new()
{
    private readonly Dictionary<byte[], T> _groups = new(Utf8Comparer.Instance);
    private DistinctSketch? _others;

    /// <summary>The groups by their keys: see <see cref="KeyWriter"/>.</summary>
    public IReadOnlyDictionary<byte[], T> Groups => _groups;

    /// <summary>What did not find room in a group of its own.</summary>
    public T? Other { get; private set; }

    /// <summary>About how many groups <see cref="Other"/> stands for.</summary>
    public long OtherCount => _others is null ? 0 : (long)Math.Round(_others.Estimate());

    /// <summary>The group of a key, or that of all others when there is no room for it.</summary>
    /// <param name="key">What the group is told apart by.</param>
    /// <param name="budget">The room there is; <see langword="null"/> for none.</param>
    /// <param name="serviceHash">Tells services apart whose groups are counted together.</param>
    public T Find(ReadOnlySpan<byte> key, GroupBudget? budget, ulong serviceHash)
    {
        var groups = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (groups.TryGetValue(key, out var known)) return known;
        if (budget is not null && budget.TryTake(_groups.Count))
        {
            known = new T();
            groups[key] = known;
            return known;
        }
        (_others ??= new DistinctSketch()).Add(XxHash64.Hash(key) ^ serviceHash);
        return Other ??= new T();
    }
}
