using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A filter made ready to select rows of row groups, column by column. Not thread-safe: each query makes its own.</summary>
internal sealed class FilterMatcher
{
    private const int MaxDepth = 100;

    private readonly Condition _root;

    /// <param name="filter">Which events.</param>
    /// <exception cref="QueryException">The filter asks something of a field that its type cannot answer.</exception>
    public FilterMatcher(Filter filter) : this(filter, TimeRange.All)
    {
    }

    /// <param name="filter">Which events.</param>
    /// <param name="time">When they happened. Events without <c>@timestamp</c> are inside <see cref="TimeRange.All"/> only.</param>
    /// <exception cref="QueryException">The filter asks something of a field that its type cannot answer.</exception>
    public FilterMatcher(Filter filter, TimeRange time)
    {
        var root = Compile(filter, 0);
        _root = time == TimeRange.All ? root : new AllCondition([new TimeCondition(time), root]);
    }

    /// <summary>The traces that every match of a filter belongs to one of; <see langword="null"/> when it does not ask for any.</summary>
    public static IReadOnlyList<EventId>? TracesOf(Filter filter) => TracesOf(filter, 0);

    private static IReadOnlyList<EventId>? TracesOf(Filter filter, int depth) => filter switch
    {
        Filter.TextIn within when within.Field.Equals(Fields.TraceId) && !within.Values.Contains(null!) => [.. within.Values.Select(EventId.Parse)],
        Filter.All all when depth < MaxDepth => all.Filters.Select(inner => TracesOf(inner, depth + 1)).FirstOrDefault(static traces => traces is not null),
        _ => null,
    };

    /// <summary>False when it is certain, before a column is read, that no row matches.</summary>
    public bool MayMatch(RowGroup group) => _root.Foresee(group) != Outlook.None;

    /// <summary>The rows that match.</summary>
    public RowSet Match(RowGroup group)
    {
        // It asks its own what they foresee, one after the other.
        if (_root is AllCondition) return _root.Match(group);
        return _root.Foresee(group) switch
        {
            Outlook.None => RowSet.None(group.RowCount),
            Outlook.All => RowSet.All(group.RowCount),
            _ => _root.Match(group),
        };
    }

    private static Condition Compile(Filter filter, int depth)
    {
        if (depth > MaxDepth) throw new QueryException(StoreRefusal.FilterDepth, $"The filter is nested more than {MaxDepth} levels deep. Write it flatter.");
        switch (filter)
        {
            case Filter.All all:
                return new AllCondition(all.Filters.Select(inner => Compile(inner, depth + 1)));
            case Filter.Any any:
                return new AnyCondition([.. any.Filters.Select(inner => Compile(inner, depth + 1))]);
            case Filter.Not not:
                return new NotCondition(Compile(not.Inner, depth + 1));
            case Filter.Exists exists:
                return new ExistsCondition(exists.Field);
            case Filter.TextIn within:
                RequireText(within.Field);
                // What comes over the wire may hold what the types here do not admit.
                if (within.Values.Contains(null!)) throw new QueryException($"The filter compares '{within.Field}' with nothing. Name a text.");
                return new TextInCondition(within.Field, within.Values);
            case Filter.TextLike like:
                RequireText(like.Field);
                return new TextLikeCondition(like);
            case Filter.TextMatches matches:
                RequireText(matches.Field);
                return new TextMatchesCondition(matches);
            case Filter.Between between:
                QueryRules.RequireNumber(between.Field, "compared with a number");
                return new NumberCondition(between);
            default:
                throw new QueryException("The filter holds a condition that this store does not know.");
        }
    }

    private static void RequireText(Field field)
    {
        if (field.Kind is ColumnKind.String or ColumnKind.Id) return;
        throw new QueryException(StoreRefusal.FieldHoldsNumbers, $"Field '{field}' holds numbers and cannot be compared with a text. Compare it with a number.");
    }
}
