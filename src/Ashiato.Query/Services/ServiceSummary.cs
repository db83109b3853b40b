namespace Ashiato.Query.Services;

/// <summary>One service in the list of all.</summary>
public sealed record ServiceSummary
{
    /// <summary><c>service.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>agent.name</c> of the newest event, such as <c>go</c> or <c>nodejs</c>.</summary>
    public string? AgentName { get; init; }

    /// <summary><c>service.language.name</c> of the newest event.</summary>
    public string? Language { get; init; }

    /// <summary><c>service.version</c> of the newest event.</summary>
    public string? Version { get; init; }

    /// <summary>Environments in which it ran.</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>How many instances (<c>service.node.name</c>) reported.</summary>
    public required long InstanceCount { get; init; }

    /// <summary>Transactions.</summary>
    public required long TransactionCount { get; init; }

    /// <summary>Transactions per second over the period.</summary>
    public required double ThroughputPerSecond { get; init; }

    /// <summary>Failed transactions.</summary>
    public required long FailedCount { get; init; }

    /// <summary>Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</summary>
    public double? FailedShare { get; init; }

    /// <summary>Duration of the transactions; <see langword="null"/> when there were none.</summary>
    public Latency? Latency { get; init; }

    /// <summary>Time spent in all transactions together, in microseconds.</summary>
    public required double TotalMicros { get; init; }

    /// <summary>Its part of the time of all services, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Over time, in a few dozen intervals.</summary>
    public required TimeSeries Series { get; init; }
}
