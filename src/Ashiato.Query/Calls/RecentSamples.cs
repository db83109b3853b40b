namespace Ashiato.Query.Calls;

/// <summary>Keeps samples for some seconds, so that the panels of one page, which ask at the same time for the same period, read it once. Thread-safe.</summary>
/// <remarks>A sample that is being read goes on when the one who asked first leaves: others may wait for it, and its size is bounded.</remarks>
internal sealed class RecentSamples(TimeProvider time)
{
    private const int MostKept = 4;
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<(string? Service, Period Period, long Since, Task<CallSample> Sample)> _samples = [];

    /// <summary>The sample of a service and period: the one that is there, or a new one.</summary>
    public async Task<CallSample> GetAsync(string? service, Period period, Func<Task<CallSample>> read, CancellationToken cancel)
    {
        Task<CallSample> sample;
        lock (_lock)
        {
            _samples.RemoveAll(one => time.GetElapsedTime(one.Since) > s_kept || one.Sample.IsFaulted || one.Sample.IsCanceled);
            int at = _samples.FindIndex(one => one.Service == service && one.Period == period);
            if (at >= 0)
            {
                sample = _samples[at].Sample;
            }
            else
            {
                if (_samples.Count == MostKept) _samples.RemoveAt(0);
                sample = Task.Run(read, CancellationToken.None);
                _samples.Add((service, period, time.GetTimestamp(), sample));
            }
        }
        return await sample.WaitAsync(cancel);
    }
}
