namespace Ashiato.Kube.TestServer.Faults;

/// <summary>What goes wrong on purpose.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Func<string, string, Fault?>> _rules = [];
    private CancellationTokenSource _watches = new();

    /// <summary>How long every answer takes in addition.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How much later than they happen changes are told to those who watch.</summary>
    public TimeSpan WatchDelay { get; set; }

    /// <summary>Ends when all watches are dropped.</summary>
    public CancellationToken WatchesDropped
    {
        get
        {
            lock (_lock) return _watches.Token;
        }
    }

    /// <summary>Cuts all watches that are open.</summary>
    public void DropWatches()
    {
        CancellationTokenSource old;
        lock (_lock) (old, _watches) = (_watches, new CancellationTokenSource());
        old.Cancel();
    }

    /// <summary>Refuses the next requests of some kind.</summary>
    /// <param name="count">How many.</param>
    /// <param name="code">The status.</param>
    /// <param name="matches">By verb and resource.</param>
    public void FailNext(int count, int code, Func<string, string, bool> matches)
    {
        int left = count;
        Add((verb, resource) => left > 0 && matches(verb, resource) && Interlocked.Decrement(ref left) >= 0 ? new Fault(code) : null);
    }

    /// <summary>Refuses requests at random, the same way for the same seed.</summary>
    public void FailRandomly(int seed, double probability, params int[] codes)
    {
        var random = new Random(seed);
        Add((verb, _) =>
        {
            lock (random)
            {
                if (random.NextDouble() >= probability) return null;
                int code = codes[random.Next(codes.Length)];
                // A read never meets a conflict.
                return code == 409 && verb is not ("update" or "patch" or "create") ? null : new Fault(code);
            }
        });
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (_lock) _rules.Clear();
        (Latency, WatchDelay) = (TimeSpan.Zero, TimeSpan.Zero);
    }

    /// <summary>The fault of a request, if it has one.</summary>
    public Fault? Of(string verb, string resource)
    {
        lock (_lock) return _rules.Select(rule => rule(verb, resource)).FirstOrDefault(fault => fault is not null);
    }

    private void Add(Func<string, string, Fault?> rule)
    {
        lock (_lock) _rules.Add(rule);
    }
}

/// <summary>A refusal on purpose.</summary>
/// <param name="Code">The HTTP status.</param>
internal sealed record Fault(int Code)
{
    public Api.ApiError ToError() => Code switch
    {
        409 => new(409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again"),
        410 => new(410, "Expired", "The provided resource version is too old"),
        429 => new(429, "TooManyRequests", "Too many requests, please try again later.") { RetryAfterSeconds = 1 },
        503 => new(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
        504 => new(504, "Timeout", "request did not complete within the allotted timeout"),
        _ => new(Code, "InternalError", "Internal error occurred: on purpose"),
    };
}
