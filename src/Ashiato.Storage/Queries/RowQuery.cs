using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>Asks for events.</summary>
public sealed record RowQuery
{
    /// <summary>The most rows one page can have.</summary>
    public const int MaxLimit = 100_000;

    /// <summary>When the events happened (<c>@timestamp</c>).</summary>
    public TimeRange Time { get; init; } = TimeRange.All;

    /// <summary>Which events.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>Which fields come back; empty for all. Naming few is what makes a query fast.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>The order: newest first unless said otherwise. Events without a value come last.</summary>
    public Sort Sort { get; init; } = new(Model.Fields.Timestamp, Descending: true);

    /// <summary>The most rows to return, from 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where to go on: <see cref="RowPage.Next"/> of the page before; <see langword="null"/> for the first.</summary>
    public string? After { get; init; }
}
