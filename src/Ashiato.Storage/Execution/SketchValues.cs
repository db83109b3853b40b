using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>The values that a group has so far, one by one: a minute of a chart has some dozens, and its sketch would be a hundred times as large.</summary>
internal sealed class SketchValues
{
    /// <summary>More take as much memory as the sketch that they add up to.</summary>
    private const int MostOfGroup = 64;

    // Of a size that the collector takes for small: an array for all of them would be a large one, and copied each time it grows.
    private const int ValuesOfLot = 4_096;
    private const int BytesOfValue = 16;

    private readonly List<Value[]> _lots = [];
    private Head[] _heads = [];
    private int _count;

    /// <summary>About how many bytes of memory they take.</summary>
    public long SizeBytes => ((long)_lots.Count * ValuesOfLot * BytesOfValue) + (_heads.Length * 8L);

    /// <summary>True when a group has some.</summary>
    public bool Has(int group) => group < _heads.Length && _heads[group].Count > 0;

    /// <summary>Keeps a value for a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="value">The value.</param>
    /// <param name="times">How often it occurs.</param>
    /// <returns><see langword="false"/> when the group has as many as it may.</returns>
    public bool TryAdd(int group, double value, long times)
    {
        if (group >= _heads.Length) Array.Resize(ref _heads, Math.Max(group + 1, _heads.Length * 2));
        ref var head = ref _heads[group];
        if (head.Count == MostOfGroup || times is <= 0 or > int.MaxValue) return false;
        if (_count == _lots.Count * ValuesOfLot) _lots.Add(new Value[ValuesOfLot]);
        _lots[^1][_count % ValuesOfLot] = new Value(value, (int)times, head.Last);
        head = new Head(_count++, head.Count + 1);
        return true;
    }

    /// <summary>Adds all that a group has to a sketch.</summary>
    public void AddTo(QuantileSketch sketch, int group)
    {
        if (!Has(group)) return;
        var head = _heads[group];
        for (int at = head.Last, left = head.Count; left > 0; left--)
        {
            ref readonly var value = ref _lots[at / ValuesOfLot][at % ValuesOfLot];
            sketch.Add(value.Number, value.Times);
            at = value.Before;
        }
    }

    /// <summary>Forgets what a group has, because a sketch has it.</summary>
    public void Forget(int group)
    {
        if (group < _heads.Length) _heads[group] = default;
    }

    /// <summary>Takes all that another has, as far as there is room.</summary>
    /// <param name="other">The other.</param>
    /// <param name="from">The group there.</param>
    /// <param name="to">The group here.</param>
    /// <returns><see langword="false"/> when the group would have more than it may; nothing is taken then.</returns>
    public bool TryAdd(SketchValues other, int from, int to)
    {
        var head = other._heads[from];
        if (Has(to) && _heads[to].Count + head.Count > MostOfGroup) return false;
        for (int at = head.Last, left = head.Count; left > 0; left--)
        {
            var value = other._lots[at / ValuesOfLot][at % ValuesOfLot];
            TryAdd(to, value.Number, value.Times);
            at = value.Before;
        }
        return true;
    }

    /// <param name="Number">The value.</param>
    /// <param name="Times">How often it occurs.</param>
    /// <param name="Before">The value of the same group before it.</param>
    private readonly record struct Value(double Number, int Times, int Before);

    /// <param name="Last">The newest value of a group.</param>
    /// <param name="Count">How many it has.</param>
    private readonly record struct Head(int Last, int Count);
}
