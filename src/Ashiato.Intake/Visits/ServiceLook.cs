namespace Ashiato.Intake.Visits;

/// <summary>What a batch holds of one service, as far as it tells whether something is wrong.</summary>
internal sealed class ServiceLook
{
    /// <summary><c>service.name</c>; empty for events without one.</summary>
    public required string Service { get; init; }

    /// <summary><c>agent.name</c> of one of them.</summary>
    public string? Agent { get; init; }

    public int Events { get; set; }

    public int Metrics { get; set; }

    public int Transactions { get; set; }

    public int UnsampledTransactions { get; set; }

    public long DroppedSpans { get; set; }

    public int Expired { get; set; }

    /// <summary>The latest end of an event, in microseconds since the Unix epoch.</summary>
    public long NewestMicros { get; set; }
}
