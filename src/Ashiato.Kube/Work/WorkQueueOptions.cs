namespace Ashiato.Kube.Work;

/// <summary>How long work that failed waits.</summary>
/// <param name="MinBackOff">After the first failure.</param>
/// <param name="MaxBackOff">The longest.</param>
public sealed record WorkQueueOptions(TimeSpan MinBackOff, TimeSpan MaxBackOff)
{
    /// <summary>From 5 ms to 5 minutes.</summary>
    public static WorkQueueOptions Default { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));
}
