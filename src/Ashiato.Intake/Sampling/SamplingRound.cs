using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>Decides the traces whose roots came in one interval.</summary>
/// <remarks>
/// Each policy with a service name is one group, the others one group per service. Of each group the share that the policy says is kept, drawn
/// at random with the duration as weight (A-Res: the highest of random^(1/weight)), so that slow traces are more likely to be seen.
/// Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006).
/// </remarks>
internal sealed class SamplingRound(PolicySet policies, Random random)
{
    /// <summary>Groups that are not named by a policy; roots of services beyond that are not kept.</summary>
    public const int MaxDynamicGroups = 1_000;

    private readonly Dictionary<(int Policy, string Service), List<(double Key, EventId Trace)>> _groups = [];
    private int _dynamicGroups;

    /// <summary>Adds a root.</summary>
    public void Add(in SampledRoot root, ulong met)
    {
        int policy = policies.Choose(root.Matched, met);
        bool isDynamic = policies[policy].ServiceName is null;
        var group = (policy, isDynamic ? root.Service : "");
        if (!_groups.TryGetValue(group, out var roots))
        {
            if (isDynamic && _dynamicGroups++ >= MaxDynamicGroups) return;
            _groups.Add(group, roots = []);
        }
        // A weight of 0 would never be drawn, even where all are kept. The logarithm has the same order, and does not become 0 for all short ones.
        double weight = Math.Max(root.DurationMicros, 1) / 1e6;
        roots.Add((Math.Log(random.NextDouble()) / weight, root.Trace));
    }

    /// <summary>The traces that are kept.</summary>
    public IEnumerable<EventId> Kept()
    {
        foreach (var ((policy, _), roots) in _groups)
        {
            // 0.07 of a hundred are seven; in binary they would be a little more.
            int count = (int)Math.Ceiling((decimal)policies[policy].SampleRate * roots.Count);
            roots.Sort(static (a, b) => b.Key.CompareTo(a.Key));
            for (int i = 0; i < count; i++) yield return roots[i].Trace;
        }
    }
}
