namespace Ashiato.Query.Errors;

/// <summary>Errors that are the same one: equal <c>error.grouping_key</c>.</summary>
public sealed record ErrorGroup
{
    /// <summary><c>error.grouping_key</c>; empty for errors without one.</summary>
    public required string Key { get; init; }

    /// <summary>What it says, by its newest occurrence: the message of the exception or of the log.</summary>
    public required string Message { get; init; }

    /// <summary><c>error.exception.type</c> of the newest.</summary>
    public string? Type { get; init; }

    /// <summary><c>error.culprit</c> of the newest: where it came from.</summary>
    public string? Culprit { get; init; }

    /// <summary><c>service.name</c> of the newest.</summary>
    public required string Service { get; init; }

    /// <summary>Occurrences.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them nobody handled (<c>error.exception.handled</c> is false).</summary>
    public required long UnhandledCount { get; init; }

    /// <summary>The earliest in the period, microseconds since the Unix epoch (UTC).</summary>
    public required long FirstMicros { get; init; }

    /// <summary>The latest in the period.</summary>
    public required long LastMicros { get; init; }

    /// <summary>How many in each interval of the period.</summary>
    public required IReadOnlyList<double> Counts { get; init; }
}
