namespace Ashiato.Kube.Client;

/// <summary>A bucket of tokens that fills steadily; each request takes one, and waits when there is none.</summary>
internal sealed class RequestRate(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _since = time.GetTimestamp();

    /// <summary>Waits for this request's turn.</summary>
    public Task WaitAsync(CancellationToken cancel)
    {
        TimeSpan wait;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_since, now).TotalSeconds * perSecond));
            _since = now;
            // Below zero, tokens are promised to those who wait already.
            _tokens--;
            if (_tokens >= 0) return Task.CompletedTask;
            wait = TimeSpan.FromSeconds(-_tokens / perSecond);
        }
        return Task.Delay(wait, time, cancel);
    }
}
