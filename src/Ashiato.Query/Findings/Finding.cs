using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Something that costs time and can be mended.</summary>
public sealed record Finding
{
    /// <summary>The same for the same finding in any period: kind, service, endpoint and call. 16 hex digits.</summary>
    public string Id => FindingId.Of(Kind, Service, Transaction, Call?.Text, Call?.System, Instance);

    /// <summary>What it says.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary><c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary><c>transaction.name</c>, when it is about one endpoint.</summary>
    public string? Transaction { get; init; }

    /// <summary>Of how many names of transactions it is true; <see cref="Transaction"/> then has a hole where they differ.</summary>
    public int TransactionCount { get; init; } = 1;

    /// <summary>The call, when it is about one.</summary>
    public CallKind? Call { get; init; }

    /// <summary>The other calls, when it is about several.</summary>
    public IReadOnlyList<CallKind> Others { get; init; } = [];

    /// <summary><c>service.node.name</c>, when it is about one instance.</summary>
    public string? Instance { get; init; }

    /// <summary>How often in a request: calls of a loop, or calls that wait for each other.</summary>
    public double? PerRequest { get; init; }

    /// <summary>The part of a whole, 0 to 1, that the finding is about: of the time in the database, of the requests.</summary>
    public double? Share { get; init; }

    /// <summary>How much longer than usual: 3 is three times as long.</summary>
    public double? Times { get; init; }

    /// <summary>A mean size: bytes of an answer, or rows.</summary>
    public double? Size { get; init; }

    /// <summary>True when what is waited for is a connection and no lock.</summary>
    public bool IsForConnection { get; init; }

    /// <summary>What it costs the requests of the period together, in microseconds.</summary>
    public required double CostMicros { get; init; }

    /// <summary>What mending it would probably save of that, in microseconds.</summary>
    public required double SavingMicros { get; init; }

    /// <summary>A trace that shows it.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span of that trace to look at first.</summary>
    public string? SpanId { get; init; }

    /// <summary>The line of code that calls, when the agent sent a stack trace: <c>file:line function</c>.</summary>
    public string? CodeLine { get; init; }

    /// <summary>The slowest of the spans that it is about: agents send stack traces of slow spans only.</summary>
    internal IReadOnlyList<SpanPlace> Slowest { get; init; } = [];

    /// <summary>True when somebody has muted it.</summary>
    public bool IsMuted => Mute is not null;

    /// <summary>Who muted it, and until when; <see langword="null"/> when nobody did.</summary>
    public FindingMute? Mute { get; init; }
}
