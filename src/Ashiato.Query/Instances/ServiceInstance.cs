namespace Ashiato.Query.Instances;

/// <summary>One instance of a service in a period.</summary>
public sealed record ServiceInstance
{
    /// <summary><c>service.node.name</c>: a container, a host, or a name of its own.</summary>
    public required string Name { get; init; }

    /// <summary><c>host.name</c> of its newest event.</summary>
    public string? Host { get; init; }

    /// <summary><c>service.version</c> of its newest event.</summary>
    public string? Version { get; init; }

    /// <summary>Transactions.</summary>
    public required long Count { get; init; }

    /// <summary>Transactions per second over the period.</summary>
    public required double ThroughputPerSecond { get; init; }

    /// <summary>Failed ones.</summary>
    public required long FailedCount { get; init; }

    /// <summary>Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</summary>
    public double? FailedShare { get; init; }

    /// <summary>How long its transactions took; <see langword="null"/> when there were none.</summary>
    public Latency? Latency { get; init; }

    /// <summary>Its average use of the processor, 1 for all cores; <see langword="null"/> when it does not report any.</summary>
    public double? CpuShare { get; init; }

    /// <summary>Its average memory in bytes; <see langword="null"/> when it does not report any.</summary>
    public double? MemoryBytes { get; init; }
}
