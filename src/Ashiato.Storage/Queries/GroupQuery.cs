namespace Ashiato.Storage.Queries;

/// <summary>Asks for numbers about groups of events.</summary>
public sealed record GroupQuery
{
    /// <summary>The most groups one answer can have.</summary>
    public const int MaxLimit = 100_000;

    /// <summary>When the events happened (<c>@timestamp</c>).</summary>
    public TimeRange Time { get; init; } = TimeRange.All;

    /// <summary>Which events.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>What makes a group; none for one group of everything (which is there even when no event matches).</summary>
    public IReadOnlyList<GroupKey> Keys { get; init; } = [];

    /// <summary>What to compute of each group.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>The order, or <see langword="null"/> for ascending by the keys.</summary>
    public GroupOrder? Order { get; init; }

    /// <summary>The most groups to return, from 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 1_000;
}
