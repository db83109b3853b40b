using System.Text.Json.Serialization;
using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Query.Upkeep;

/// <summary>How long work on a store is.</summary>
public sealed record UpkeepState<T>
    where T : class
{
    /// <summary>True while it goes on.</summary>
    public bool IsRunning { get; init; }

    /// <summary>When it was begun; <see langword="null"/> when it never was since the program started.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How far it is.</summary>
    public UpkeepProgress? Progress { get; init; }

    /// <summary>What came of it.</summary>
    public T? Result { get; init; }

    /// <summary>Why nothing came of it, as a sentence.</summary>
    public string? Error { get; init; }

    /// <summary>The same, so that it can be told in other languages; <see langword="null"/> for what only the machine has a sentence of.</summary>
    [JsonIgnore]
    public Refused? Refused { get; init; }
}
