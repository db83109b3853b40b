namespace Ashiato.Doctor;

/// <summary>Remembers recent attempts, as many as fit. Thread-safe.</summary>
/// <remarks>
/// Each cause has room of its own, so that a flood of one kind pushes out nothing of another; within a cause, what was silent longest goes first. Texts of
/// strangers are cut. At most <see cref="MaxOfCause"/> findings of less than 2 KiB for each of the causes: below 4 MiB in all.
/// </remarks>
/// <param name="time">The clock.</param>
public sealed class AttemptMemory(TimeProvider time)
{
    /// <summary>So many clients are remembered for each cause.</summary>
    public const int MaxOfCause = 64;

    private const int MaxText = 200;
    private const int MaxClients = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Finding>> _findings = [];
    private readonly LinkedList<Finding>[] _byUse = [.. Enum.GetValues<Cause>().Select(_ => new LinkedList<Finding>())];
    private readonly Dictionary<string, string?> _userAgents = [];
    private readonly Queue<string> _userAgentsInOrder = new();
    private readonly long[] _totals = new long[Enum.GetValues<Cause>().Length];

    /// <summary>Grows with every attempt.</summary>
    public long Version { get; private set; }

    /// <summary>Remembers an attempt.</summary>
    /// <returns>What is known now of the client and the cause, and whether that is news.</returns>
    public (Finding Finding, bool IsNew) Add(in Attempt attempt)
    {
        string? userAgent = Cut(attempt.UserAgent);
        var key = new Key(attempt.Cause, attempt.Client, attempt.Port, Cut(attempt.Service), Cut(attempt.Dialled));
        long count = Math.Max(1, attempt.Count);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Version++;
            _totals[(int)attempt.Cause] += count;
            userAgent ??= Remembered(attempt.Client);
            if (attempt.UserAgent is not null) Remember(attempt.Client, userAgent);
            var list = _byUse[(int)attempt.Cause];
            bool isKnown = _findings.TryGetValue(key, out var node);
            if (isKnown)
            {
                list.Remove(node!);
                var before = node!.Value;
                node.Value = before with
                {
                    Protocol = Cut(attempt.Protocol) ?? before.Protocol,
                    UserAgent = userAgent ?? before.UserAgent,
                    Kind = userAgent is null ? before.Kind : ClientKinds.Of(userAgent),
                    Detail = Cut(attempt.Detail) ?? before.Detail,
                    Count = before.Count + count,
                    LastSeen = now,
                    SeenBefore = before.LastSeen,
                    IsSaid = attempt.IsSaid,
                };
            }
            else
            {
                if (list.Count >= MaxOfCause) Forget(list);
                node = new LinkedListNode<Finding>(new Finding(
                    key.Cause, key.Client, key.Port, Cut(attempt.Protocol), userAgent, ClientKinds.Of(userAgent), key.Service, key.Dialled, Cut(attempt.Detail), count, now, now)
                { IsSaid = attempt.IsSaid });
                _findings[key] = node;
            }
            list.AddFirst(node!);
            return (node!.Value, !isKnown);
        }
    }

    /// <summary>What is remembered, the latest of each cause first.</summary>
    /// <param name="since">Nothing older.</param>
    /// <param name="each">At most so many of each cause.</param>
    public IReadOnlyList<Finding> Read(DateTimeOffset since, int each = MaxOfCause)
    {
        lock (_gate) return [.. _byUse.SelectMany(list => list.TakeWhile(finding => finding.LastSeen >= since).Take(each))];
    }

    /// <summary>How many attempts there were of a cause since the start.</summary>
    public long TotalOf(Cause cause)
    {
        lock (_gate) return _totals[(int)cause];
    }

    private void Forget(LinkedList<Finding> list)
    {
        var oldest = list.Last!.Value;
        list.RemoveLast();
        _findings.Remove(new Key(oldest.Cause, oldest.Client, oldest.Port, oldest.Service, oldest.Dialled));
    }

    // A client whose handshake fails cannot say who it is; it may have said so before.
    private string? Remembered(string client) => client.Length > 0 ? _userAgents.GetValueOrDefault(client) : null;

    private void Remember(string client, string? userAgent)
    {
        if (client.Length == 0) return;
        if (!_userAgents.TryGetValue(client, out string? before)) _userAgentsInOrder.Enqueue(client);
        // Where programs of several kinds share an address, there is no telling which it was.
        else if (before is null || ClientKinds.Of(before) != ClientKinds.Of(userAgent)) userAgent = null;
        _userAgents[client] = userAgent;
        if (_userAgents.Count > MaxClients) _userAgents.Remove(_userAgentsInOrder.Dequeue());
    }

    private static string? Cut(string? text) => text is null or "" ? null : text.Length <= MaxText ? text : text[..MaxText];

    private readonly record struct Key(Cause Cause, string Client, int Port, string? Service, string? Dialled);
}
