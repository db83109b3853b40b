using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Finds one page of a <c>composite</c> that has more combinations than one answer of the store.</summary>
/// <remarks>
/// The values of the first source are found alone, and put in order. Each has a combination at least, so that as many values as the page has
/// buckets are enough, from the one on at which the page begins. Where even these have too many combinations fewer are taken, and where one value has too many,
/// the next source is taken apart in the same way. What is held is one answer and one page, however many combinations there are.
/// </remarks>
/// <param name="shape">Which page, and its order.</param>
/// <param name="keys">The key of each source.</param>
/// <param name="ask">Answers with the groups by some keys of the events of a filter, or with <see langword="null"/> when they are too many.</param>
internal sealed class CompositePage(CompositeShape shape, IReadOnlyList<GroupKey> keys, Func<Filter, IReadOnlyList<GroupKey>, ValueTask<IReadOnlyList<Group>?>> ask)
{
    private readonly List<Group> _page = [];

    /// <summary>The groups of the page, and maybe some more.</summary>
    /// <exception cref="SearchException">One source alone has more values than one answer.</exception>
    public async ValueTask<IReadOnlyList<Group>> ReadAsync(Filter filter)
    {
        await TakeApartAsync(0, filter, [], isAtAfter: shape.After is not null);
        return _page;
    }

    /// <summary>Adds what fits of the groups that share the keys before a source.</summary>
    /// <param name="at">The source.</param>
    /// <param name="filter">The events.</param>
    /// <param name="shared">The keys before the source.</param>
    /// <param name="isAtAfter">True when these are the keys behind which the page begins, so that the source's must be as well.</param>
    private async ValueTask TakeApartAsync(int at, Filter filter, IReadOnlyList<object?> shared, bool isAtAfter)
    {
        var source = shape.Sources[at];
        var found = await ask(filter, [keys[at]]) ?? throw TooMany(source);
        object?[] values = [.. found.Select(static group => group.Keys[0]).Where(value => !isAtAfter || CompareToAfter(value) >= 0).Order(Comparer<object?>.Create(source.Compare))];
        for (int next = 0, count = shape.Size + 1; next < values.Length && _page.Count < shape.Size;)
        {
            count = Math.Min(count, values.Length - next);
            var some = values.AsMemory(next, count);
            var inner = filter.And(Among(keys[at], some.Span));
            if (await ask(inner, keys) is { } groups)
            {
                _page.AddRange(groups.Where(group => shared.Index().All(key => Equals(key.Item, group.Keys[key.Index])) && some.Span.Contains(group.Keys[at])).Where(group => !isAtAfter || shape.IsBehind(group.Keys)));
            }
            else if (count > 1)
            {
                count /= 2;
                continue;
            }
            else
            {
                if (at + 1 == keys.Count) throw TooMany(source);
                await TakeApartAsync(at + 1, inner, [.. shared, values[next]], isAtAfter && CompareToAfter(values[next]) == 0);
            }
            next += count;
            count *= 2;
        }

        int CompareToAfter(object? value) => source.CompareToWritten(value, shape.After![source.Name]);
    }

    /// <summary>The events that have one of some values, which follow one another; those of other values among them are left out of the answer.</summary>
    private static Filter Among(GroupKey key, ReadOnlySpan<object?> values)
    {
        object?[] there = [.. values.ToArray().OfType<object>()];
        var some = there.Length == 0 ? new Filter.Any([]) : key switch
        {
            GroupKey.Value { Field.Kind: ColumnKind.String or ColumnKind.Id } text => new Filter.TextIn(text.Field, [.. there.Cast<string>()]),
            GroupKey.Value number => Between(number.Field, there, 0),
            GroupKey.Time time => Between(Fields.Timestamp, there, time.IntervalMicros),
            GroupKey.Linear steps => Between(steps.Field, there, steps.Interval),
            _ => Filter.Everything,
        };
        return there.Length < values.Length ? new Filter.Any([some, AggregationRun.FilterOf(key, null)]) : some;
    }

    // A little wider than the values are, for what rounding might put outside.
    private static Filter.Between Between(Field field, object?[] values, double length)
    {
        var numbers = values.Select(static value => Convert.ToDouble(value, CultureInfo.InvariantCulture));
        return new Filter.Between(field, Math.BitDecrement(numbers.Min() - (length / 2)), Math.BitIncrement(numbers.Max() + (1.5 * length)));
    }

    private static SearchException TooMany(CompositeSource source) => new(400, "too_many_buckets_exception",
        $"The composite source [{source.Name}] has more than {GroupQuery.MaxLimit} values, or they need more memory than one query may. Use a narrower query, or a source with fewer values before it.");
}
