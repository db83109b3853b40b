using System.Net;

namespace Ashiato.Bench.Load;

/// <summary>What became of a number of requests.</summary>
internal sealed class SendResult(int requests)
{
    private readonly TimeSpan[] _latencies = new TimeSpan[requests];
    private long _accepted;
    private int _refused;
    private int _unanswered;

    /// <summary>Events that the server said it took.</summary>
    public long Accepted => _accepted;

    /// <summary>Answers other than 202.</summary>
    public int Refused => _refused;

    /// <summary>Requests without an answer that could be read.</summary>
    public int Unanswered => _unanswered;

    /// <summary>From the first request to the last answer.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Of the answers, one a request.</summary>
    public Percentiles Latencies => new(_latencies);

    public void Add(int at, HttpStatusCode status, long accepted, TimeSpan latency)
    {
        _latencies[at] = latency;
        Interlocked.Add(ref _accepted, accepted);
        if (status == 0) Interlocked.Increment(ref _unanswered);
        else if (status != HttpStatusCode.Accepted) Interlocked.Increment(ref _refused);
    }
}
