using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>What a query must be like to be answered, for every engine alike.</summary>
internal static class QueryRules
{
    private const int MaxKeys = 16;
    private const int MaxMeasures = 100;
    private const int MaxBucketsPerDecade = 200;

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static void Check(RowQuery query)
    {
        RequireLimit(query.Limit, RowQuery.MaxLimit, "rows");
        // What comes over the wire may hold what the types here do not admit.
        if (query.Fields.Contains(null!)) throw new QueryException("The query asks for a field without a name. Name each, or none for all.");
        if (query.Sort.Field.Type is FieldType.Json or FieldType.Histogram)
            throw new QueryException(StoreRefusal.SortField, $"Events cannot be sorted by '{query.Sort.Field}', which holds {query.Sort.Field.Type}. Sort by a text, a number or a moment.");
    }

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static void Check(GroupQuery query)
    {
        RequireLimit(query.Limit, GroupQuery.MaxLimit, "groups");
        if (query.Measures.Count == 0) throw new QueryException("The query asks for no measure. Ask for at least one, such as a count.");
        if (query.Measures.Count > MaxMeasures) throw new QueryException($"The query asks for {query.Measures.Count} measures. Ask for {MaxMeasures} at most.");
        if (query.Keys.Count > MaxKeys) throw new QueryException(StoreRefusal.QueryKeys, $"The query groups by {query.Keys.Count} keys. Use {MaxKeys} at most.");
        foreach (var key in query.Keys) Check(key);
        foreach (var measure in query.Measures) Check(measure);
        if (query.Order is { } order) Check(order, query.Measures);
    }

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public static void Check(ValueQuery query)
    {
        RequireLimit(query.Limit, ValueQuery.MaxLimit, "values");
        if (query.Fields.Count > ValueQuery.MaxFields) throw new QueryException($"The query asks for the values of {query.Fields.Count} fields. Ask for {ValueQuery.MaxFields} at most.");
        if (query.Fields.Contains(null!)) throw new QueryException("The query asks for a field without a name. Name each.");
    }

    /// <exception cref="QueryException">The field holds no numbers.</exception>
    public static void RequireNumber(Field field, string use)
    {
        if (field.Kind is ColumnKind.Int64 or ColumnKind.Double) return;
        throw new QueryException(StoreRefusal.FieldHoldsNoNumber, $"Field '{field}' holds {field.Type} and cannot be {use}. Use a number, moment or truth value.");
    }

    private static void RequireNumbers(Field field, string use)
    {
        if (field.Type != FieldType.Histogram) RequireNumber(field, use);
    }

    private static void RequireLimit(int limit, int max, string what)
    {
        if (limit < 1 || limit > max) throw new QueryException(StoreRefusal.QueryLimit, $"The limit of {limit} {what} is out of range. Ask for 1 to {max}.");
    }

    private static void Check(GroupKey key)
    {
        switch (key)
        {
            case GroupKey.Time { IntervalMicros: <= 0 } time:
                throw new QueryException($"An interval of {time.IntervalMicros} microseconds cannot be grouped by. Use 1 or more.");
            case GroupKey.Linear scale:
                RequireNumber(scale.Field, "grouped by steps");
                if (!double.IsFinite(scale.Interval) || scale.Interval <= 0 || !double.IsFinite(scale.Offset))
                    throw new QueryException($"Steps of {scale.Interval} from {scale.Offset} cannot be grouped by. Use a step above 0 and a finite start.");
                break;
            case GroupKey.Logarithmic scale:
                RequireNumber(scale.Field, "grouped on a logarithmic scale");
                if (scale.BucketsPerDecade is < 1 or > MaxBucketsPerDecade)
                    throw new QueryException($"A scale of {scale.BucketsPerDecade} buckets per decade is out of range. Ask for 1 to {MaxBucketsPerDecade}.");
                break;
        }
    }

    private static void Check(Measure measure)
    {
        switch (measure)
        {
            case Measure.Sum sum:
                RequireNumbers(sum.Field, "summed up");
                break;
            case Measure.SumOfSquares sum:
                RequireNumbers(sum.Field, "squared");
                break;
            case Measure.Min min:
                RequireNumbers(min.Field, "measured by its least value");
                break;
            case Measure.Max max:
                RequireNumbers(max.Field, "measured by its greatest value");
                break;
            case Measure.Average average:
                RequireNumbers(average.Field, "averaged");
                break;
            case Measure.Percentiles percentiles:
                RequireNumbers(percentiles.Field, "measured in percentiles");
                if (percentiles.Ranks.Count == 0) throw new QueryException("The query asks for percentiles without a rank. Name at least one, such as 95.");
                foreach (double rank in percentiles.Ranks)
                    if (rank is not (>= 0 and <= 100)) throw new QueryException($"A percentile of rank {rank} does not exist. Ask for 0 to 100.");
                break;
            case Measure.Latest { Field.Kind: not (ColumnKind.String or ColumnKind.Id) } latest:
                throw new QueryException($"Field '{latest.Field}' holds numbers and has no latest text. Ask for a text or an id.");
        }
    }

    private static void Check(GroupOrder order, IReadOnlyList<Measure> measures)
    {
        if (order.Measure < 0 || order.Measure >= measures.Count)
            throw new QueryException($"The query orders groups by measure {order.Measure}, but has {measures.Count}, counted from 0.");
        if (measures[order.Measure] is Measure.Latest)
            throw new QueryException("Groups cannot be ordered by a text. Order them by a number, or by their keys.");
    }
}
