using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>Asks for the values of several fields, each by itself: what events have in common, in one pass over them.</summary>
/// <remarks>A <see cref="GroupQuery"/> for each field would say the same, and look for the events as often.</remarks>
public sealed record ValueQuery
{
    /// <summary>The most fields one query can ask about.</summary>
    public const int MaxFields = 200;

    /// <summary>The most values of a field that one answer can have.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>A field with more values than this names events rather than what they have in common; its values are not told.</summary>
    public const int MostValues = 50_000;

    /// <summary>When the events happened (<c>@timestamp</c>).</summary>
    public TimeRange Time { get; init; } = TimeRange.All;

    /// <summary>Which events.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>Which of them are counted apart, too.</summary>
    public Filter Marked { get; init; } = Filter.Everything;

    /// <summary>The fields. Of a list, the first value counts.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>The most values of a field to return, from 1 to <see cref="MaxLimit"/>: those that most marked events have come first.</summary>
    public int Limit { get; init; } = 20;
}
