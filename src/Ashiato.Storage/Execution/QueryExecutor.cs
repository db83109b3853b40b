using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Answers queries from row groups, whoever keeps them.</summary>
/// <remarks>Works on the thread of the caller and, for many rows, on others beside it. The list must not change while a query runs; a snapshot is enough.</remarks>
internal static class QueryExecutor
{
    /// <summary>Answers with rows.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static async ValueTask<RowPage> RowsAsync(IEnumerable<RowGroup> groups, RowQuery query, QueryLimits limits, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var budget = new QueryBudget(limits.MaxBytes);
        var collector = new RowCollector(query, budget);
        await Workers.CollectAsync(collector, () => new RowCollector(query, budget), collector.InOrder(groups), limits, cancel).ConfigureAwait(false);
        return collector.ToPage(cancel);
    }

    /// <summary>Answers with groups.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static ValueTask<GroupTable> GroupsAsync(IReadOnlyList<RowGroup> groups, GroupQuery query, QueryLimits limits, CancellationToken cancel) =>
        GroupsAsync(query, _ => groups.Select(group => new QueryPart(group, query.Time)), limits, cancel);

    /// <summary>Answers with groups, from summaries where they have the same numbers.</summary>
    /// <param name="query">The query.</param>
    /// <param name="partsOf">What to look at, by a plan; <see langword="null"/> when summaries cannot answer.</param>
    /// <param name="limits">How much of the machine it may take.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static async ValueTask<GroupTable> GroupsAsync(GroupQuery query, Func<SummaryPlan?, IEnumerable<QueryPart>> partsOf, QueryLimits limits, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var budget = new QueryBudget(limits.MaxBytes);
        // Made first: it refuses what nobody should look deeper into.
        using var collector = new GroupCollector(query, budget);
        QueryPart[] parts = [.. partsOf(SummaryPlan.For(query)).Where(collector.MayMatch)];
        await Workers.CollectAsync(collector, () => new GroupCollector(query, budget), parts, limits, cancel).ConfigureAwait(false);
        return collector.ToTable(cancel);
    }

    /// <summary>Answers with the values of fields.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static async ValueTask<ValueTable> ValuesAsync(IEnumerable<RowGroup> groups, ValueQuery query, QueryLimits limits, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var budget = new QueryBudget(limits.MaxBytes);
        using var collector = new ValueCollector(query, budget);
        QueryPart[] parts = [.. groups.Select(group => new QueryPart(group, query.Time)).Where(collector.MayMatch)];
        await Workers.CollectAsync(collector, () => new ValueCollector(query, budget), parts, limits, cancel).ConfigureAwait(false);
        return collector.ToTable();
    }

    /// <summary>Answers with the fields that events have.</summary>
    /// <exception cref="QueryException">The filter cannot be used.</exception>
    public static ValueTask<IReadOnlyList<FieldCount>> FieldsAsync(IEnumerable<RowGroup> groups, TimeRange time, Filter? filter, CancellationToken cancel) =>
        ValueTask.FromResult(new FieldFinder(time, filter ?? Filter.Everything).Find(groups, cancel));
}
