namespace Ashiato.Intake.Access;

/// <summary>How much each address may send: a bucket of tokens that fills with time.</summary>
/// <remarks>
/// A bucket holds three seconds' worth. Only so many addresses are remembered; a new one gets the bucket of the one that was silent
/// longest, as full or empty as it is, so that changing addresses gains nothing.
/// </remarks>
/// <param name="perSecond">Tokens that come back in a second.</param>
/// <param name="addresses">How many addresses are remembered.</param>
/// <param name="time">The clock.</param>
internal sealed class EventRates(int perSecond, int addresses, TimeProvider time)
{
    private readonly double _burst = 3.0 * perSecond;
    private readonly Dictionary<string, LinkedListNode<Bucket>> _buckets = [];
    private readonly LinkedList<Bucket> _byUse = [];

    /// <summary>Takes tokens of an address, be it ahead of time.</summary>
    /// <param name="address">Who sends.</param>
    /// <param name="count">How many tokens.</param>
    /// <param name="patience">How long the caller would wait for them.</param>
    /// <returns>How long the caller must wait; <see langword="null"/> when that is longer than it would, and nothing is taken.</returns>
    public TimeSpan? Take(string address, long count, TimeSpan patience)
    {
        if (count > _burst) return null;
        lock (_byUse)
        {
            var bucket = BucketOf(address);
            long now = time.GetTimestamp();
            double tokens = Math.Min(_burst, bucket.Tokens + (time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * perSecond)) - count;
            var wait = tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / perSecond);
            if (wait > patience) return null;
            bucket.Tokens = tokens;
            bucket.FilledAt = now;
            return wait;
        }
    }

    private Bucket BucketOf(string address)
    {
        if (_buckets.TryGetValue(address, out var node))
        {
            _byUse.Remove(node);
        }
        else if (_buckets.Count < addresses)
        {
            node = new LinkedListNode<Bucket>(new Bucket { Tokens = _burst, FilledAt = time.GetTimestamp() });
            _buckets[address] = node;
        }
        else
        {
            node = _byUse.Last!;
            _byUse.Remove(node);
            _buckets.Remove(node.Value.Address);
            _buckets[address] = node;
        }
        node.Value.Address = address;
        _byUse.AddFirst(node);
        return node.Value;
    }

    private sealed class Bucket
    {
        public string Address { get; set; } = "";

        public double Tokens { get; set; }

        public long FilledAt { get; set; }
    }
}
