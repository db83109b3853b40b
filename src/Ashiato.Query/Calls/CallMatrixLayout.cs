namespace Ashiato.Query.Calls;

/// <summary>Lays a sample out as endpoints by kinds of calls.</summary>
internal static class CallMatrixLayout
{
    /// <summary>The matrix of a sample.</summary>
    /// <param name="sample">The requests.</param>
    /// <param name="columnCount">The most kinds that get a column of their own.</param>
    /// <param name="rowCount">The most endpoints.</param>
    public static CallMatrix Of(CallSample sample, int columnCount, int rowCount)
    {
        int[] columns = [.. sample.ByEndpoint
            .SelectMany(static one => one.Uses, static (one, use) => (use.Kind, Micros: use.TotalMicros * one.Weight))
            .GroupBy(static pair => pair.Kind, static pair => pair.Micros)
            .Where(group => sample.Kinds[group.Key].Scope != CallScope.Other)
            .OrderByDescending(static group => group.Sum())
            .Take(columnCount)
            .Select(static group => group.Key)];
        return new CallMatrix(
            [.. columns.Select(column => sample.Kinds[column])],
            [.. sample.ByEndpoint.Take(rowCount).Select(one => RowOf(one, columns, sample))],
            sample.Evidence);
    }

    private static CallMatrixRow RowOf(EndpointSample sample, int[] columns, CallSample all)
    {
        double time = Math.Max(1, sample.RequestMicros);
        var uses = sample.Uses.ToDictionary(static use => use.Kind);
        return new CallMatrixRow(
            sample.Numbers,
            sample.Numbers.Count == 0 ? 0 : sample.Numbers.TotalMicros / sample.Numbers.Count,
            [.. columns.Select(column => uses.TryGetValue(column, out var use) ? new CallMatrixCell(use.TotalMicros / time, (double)use.CallCount / sample.Requests.Count) : default)],
            Others(CallScope.Database), Others(CallScope.External), Others(CallScope.Other),
            sample.OwnMicros / time);

        double Others(CallScope scope) =>
            sample.Uses.Where(use => all.Kinds[use.Kind].Scope == scope && Array.IndexOf(columns, use.Kind) < 0).Sum(static use => use.TotalMicros) / time;
    }
}
