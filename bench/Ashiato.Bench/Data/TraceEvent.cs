namespace Ashiato.Bench.Data;

/// <summary>What an event of the data set tells about.</summary>
internal enum TraceEventKind
{
    /// <summary>A request that a service handled.</summary>
    Transaction,

    /// <summary>A statement to a database.</summary>
    Statement,

    /// <summary>A look into the cache.</summary>
    Cache,

    /// <summary>Work inside the service, such as drawing a page.</summary>
    Work,

    /// <summary>A call to another service.</summary>
    Call,
}

/// <summary>One transaction or span, on its way to the line that tells of it.</summary>
internal sealed class TraceEvent
{
    public required TraceEventKind Kind { get; init; }

    public required Visit Visit { get; init; }

    public required BenchInstance Instance { get; init; }

    public required ulong Id { get; init; }

    public required ulong TransactionId { get; init; }

    /// <summary>0 for the root.</summary>
    public required ulong ParentId { get; init; }

    public required long StartMicros { get; init; }

    /// <summary>Agents measure in nanoseconds and send milliseconds with decimals.</summary>
    public required double DurationMicros { get; init; }

    public required bool IsFailed { get; init; }

    /// <summary>What was asked for: of transactions and calls.</summary>
    public BenchEndpoint? Endpoint { get; init; }

    /// <summary>The statement: of statements.</summary>
    public SqlTemplate? Statement { get; init; }

    /// <summary>How many spans a transaction has.</summary>
    public int SpanCount { get; init; }

    public long EndMicros => StartMicros + (long)DurationMicros;
}
