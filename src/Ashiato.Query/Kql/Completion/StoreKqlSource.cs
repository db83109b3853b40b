using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Kql.Completion;

/// <summary>Answers completion from the events of a period.</summary>
/// <param name="store">Where the events are.</param>
/// <param name="period">Which of them count.</param>
public sealed class StoreKqlSource(IEventStore store, Period period) : IKqlSource
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Field>> FieldsAsync(CancellationToken cancel)
    {
        var held = await store.GetFieldsAsync(period.Time, null, cancel);
        return [.. held.Select(static count => count.Field).Union(Fields.Known)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ValuesAsync(Field field, string start, int limit, CancellationToken cancel)
    {
        bool isText = field.Kind is ColumnKind.String or ColumnKind.Id;
        Filter begins = isText ? new Filter.TextLike(field, Filter.TextLike.Escape(start) + "*", IgnoreCase: true) : new Filter.Exists(field);
        var query = new GroupQuery
        {
            Time = period.Time,
            Filter = period.Filter.And(begins),
            Keys = [new GroupKey.Value(field)],
            Measures = [new Measure.Count()],
            Order = new GroupOrder(0),
            // Numbers are told apart by their digits only here, so more of them are looked at.
            Limit = isText ? limit : GroupQuery.MaxLimit,
        };
        var table = await store.QueryAsync(query, cancel);
        return [.. table.Groups.Select(static group => Convert.ToString(group.Keys[0], CultureInfo.InvariantCulture)!)
            .Where(value => value.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Take(limit)];
    }
}
