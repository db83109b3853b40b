using System.Numerics;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>The policies, and the conditions on fields of all of them, as bits.</summary>
internal sealed class PolicySet
{
    private readonly IReadOnlyList<SamplingPolicy> _policies;
    private readonly List<EventCondition> _conditions = [];
    private readonly ulong[] _needed;

    /// <param name="policies">At most 64, with at most 64 conditions; one matches every trace.</param>
    public PolicySet(IReadOnlyList<SamplingPolicy> policies)
    {
        _policies = policies;
        _needed = new ulong[policies.Count];
        for (int i = 0; i < policies.Count; i++)
        {
            foreach (var condition in policies[i].Conditions)
            {
                _needed[i] |= 1UL << _conditions.Count;
                _conditions.Add(condition);
            }
        }
    }

    public SamplingPolicy this[int index] => _policies[index];

    /// <summary>The conditions that a transaction or span meets.</summary>
    public ulong MetBy(EventRow row)
    {
        ulong met = 0;
        for (int i = 0; i < _conditions.Count; i++)
            if (_conditions[i].IsMetBy(row)) met |= 1UL << i;
        return met;
    }

    /// <summary>The policies that a root transaction matches, as far as it alone decides.</summary>
    public ulong MatchedBy(EventRow root)
    {
        ulong matched = 0;
        for (int i = 0; i < _policies.Count; i++)
            if (IsMatch(_policies[i], root)) matched |= 1UL << i;
        return matched;
    }

    /// <summary>The policy that counts.</summary>
    /// <param name="matched">What the root matches.</param>
    /// <param name="met">What events of the trace meet.</param>
    public int Choose(ulong matched, ulong met)
    {
        for (; matched != 0; matched &= matched - 1)
        {
            int policy = BitOperations.TrailingZeroCount(matched);
            if ((_needed[policy] & ~met) == 0) return policy;
        }
        throw new InvalidOperationException("One policy must match every trace.");
    }

    /// <summary>True when the policy that counts is known from the root alone.</summary>
    public bool IsCertain(ulong matched) => _needed[BitOperations.TrailingZeroCount(matched)] == 0;

    private static bool IsMatch(SamplingPolicy policy, EventRow root)
    {
        long micros = root.Int64(Fields.TransactionDurationUs) ?? 0;
        return IsText(policy.ServiceName, root, Fields.ServiceName)
            && IsText(policy.ServiceEnvironment, root, Fields.ServiceEnvironment)
            && IsText(policy.TraceName, root, Fields.TransactionName)
            && IsText(policy.TraceOutcome, root, Fields.EventOutcome)
            && (policy.MinDuration is not { } min || micros >= min.TotalMicroseconds)
            && (policy.MaxDuration is not { } max || micros < max.TotalMicroseconds);
    }

    private static bool IsText(string? wanted, EventRow row, Field field) => wanted is null || row.Text(field) == wanted;
}
