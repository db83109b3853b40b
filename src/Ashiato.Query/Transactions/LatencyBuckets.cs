using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>Reads the buckets of a distribution from groups by a logarithmic scale.</summary>
internal static class LatencyBuckets
{
    /// <summary>How many there are from a duration to ten times it.</summary>
    public const int PerDecade = 20;

    /// <summary>The buckets from the shortest to the longest, without gaps.</summary>
    /// <param name="groups">Groups by <see cref="GroupKey.Logarithmic"/>, each with two counts: all, and failed ones.</param>
    public static LatencyBucket[] Of(IReadOnlyList<Group> groups)
    {
        // What has no duration stands in no bucket.
        var known = groups.Where(group => group.Keys[0] is long).ToArray();
        if (known.Length == 0) return [];

        long first = known.Min(group => group.Int64(0));
        var buckets = new LatencyBucket[known.Max(group => group.Int64(0)) - first + 1];
        for (int i = 0; i < buckets.Length; i++) buckets[i] = new LatencyBucket(Bound(first + i), Bound(first + i + 1), 0, 0);
        foreach (var group in known)
        {
            ref var bucket = ref buckets[group.Int64(0) - first];
            bucket = bucket with { Count = (long)group.Number(0), FailedCount = (long)group.Number(1) };
        }
        return buckets;
    }

    private static double Bound(long bucket) => Math.Pow(10, (double)bucket / PerDecade);
}
