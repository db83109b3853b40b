namespace Ashiato.Storage;

/// <summary>How a store is, for people and for readiness probes, which ask every few seconds: known without reading anything.</summary>
public sealed record StoreStatus
{
    /// <summary>True when the store accepts batches.</summary>
    public required bool IsWritable { get; init; }

    /// <summary>Events that can be queried.</summary>
    public required long EventCount { get; init; }

    /// <summary>Bytes on disk, logs included.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The oldest event's moment in microseconds since the Unix epoch (UTC); <see langword="null"/> when empty.</summary>
    public long? OldestMicros { get; init; }

    /// <summary>The newest event's moment, likewise.</summary>
    public long? NewestMicros { get; init; }

    /// <summary>What a person should know, one sentence each: damaged files set aside, a full disk.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
