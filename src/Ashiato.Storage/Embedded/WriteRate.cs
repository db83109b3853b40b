namespace Ashiato.Storage.Embedded;

/// <summary>How fast events come, seen over stretches of at least a second. Used by one thread.</summary>
internal sealed class WriteRate(Func<long> committed, TimeProvider time)
{
    private static readonly TimeSpan s_leastStretch = TimeSpan.FromSeconds(1);

    private long _since = time.GetTimestamp();
    private long _before = committed();
    private double _perSecond;

    /// <summary>Events per second in the last stretch that is over.</summary>
    public double PerSecond
    {
        get
        {
            var stretch = time.GetElapsedTime(_since);
            if (stretch < s_leastStretch) return _perSecond;
            long now = committed();
            _perSecond = (now - _before) / stretch.TotalSeconds;
            (_since, _before) = (time.GetTimestamp(), now);
            return _perSecond;
        }
    }
}
