using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>All transaction groups of a service: the ground on which shares and impacts are calculated.</summary>
internal static class TransactionGroups
{
    /// <summary>The groups, most time spent first; at most <see cref="GroupQuery.MaxLimit"/>.</summary>
    /// <param name="store">Where the events are.</param>
    /// <param name="rules">Which names belong together.</param>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task<IReadOnlyList<TransactionGroup>> AskAsync(IEventStore store, RouteRuleSet rules, string service, Period period, CancellationToken cancel)
    {
        var named = await ByNameAsync(store, service, period, cancel);
        var routes = named.GroupBy(group => (Name: rules.GroupOf(service, group.Text(0)), Type: group.Text(1)));
        // Percentiles cannot be added up: what rules bring together is asked for as one.
        var groups = await Task.WhenAll(routes.Select(async route => (route.Key.Name, route.Key.Type, Numbers: IsOne(route, route.Key.Name)
            ? new TransactionNumbers(route.First())
            : await TogetherAsync(store, OfService(service, period).And(new Filter.TextIn(Fields.TransactionName, [.. route.Select(group => group.Text(0))])).And(OfType(route.Key.Type)), period, cancel))));
        var scale = new Scale([.. groups.Select(group => group.Numbers.TotalMicros)]);
        return [.. groups.Select(group => ToGroup(group.Name, group.Type, group.Numbers, scale, period)).OrderByDescending(group => group.TotalMicros)];
    }

    private static bool IsOne(IEnumerable<Group> groups, string name) => groups.First().Text(0) == name && !groups.Skip(1).Any();

    /// <summary>The numbers of several groups as one.</summary>
    public static async Task<TransactionNumbers> TogetherAsync(IEventStore store, Filter filter, Period period, CancellationToken cancel) =>
        new((await store.QueryAsync(new GroupQuery { Time = period.Time, Filter = filter, Measures = TransactionNumbers.Measures }, cancel)).Groups[0]);

    /// <summary>The transactions of one type of a service.</summary>
    public static Filter OfService(string service, string type, Period period) => OfService(service, period).And(OfType(type));

    private static Filter OfService(string service, Period period) => Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction);

    private static async Task<IReadOnlyList<Group>> ByNameAsync(IEventStore store, string service, Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = OfService(service, period),
                Keys = [new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionType)],
                Measures = TransactionNumbers.Measures,
                Order = TransactionNumbers.MostTimeFirst,
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return table.Groups;
    }

    /// <summary>Transactions of a type; those without one have the type "".</summary>
    public static Filter OfType(string type) => Has(Fields.TransactionType, type);

    public static TransactionGroup ToGroup(string name, string type, TransactionNumbers numbers, Scale scale, Period period) => new()
    {
        Name = name,
        Type = type,
        Count = numbers.Count,
        ThroughputPerSecond = period.PerSecond(numbers.Count),
        FailedCount = numbers.FailedCount,
        FailedShare = numbers.FailedShare,
        // An agent always sends a duration; a transaction without one took no time that anybody knows of.
        Latency = numbers.Latency ?? new Latency(0, 0, 0, 0),
        MinMicros = numbers.MinMicros,
        MaxMicros = numbers.MaxMicros,
        TotalMicros = numbers.TotalMicros,
        Share = scale.Share(numbers.TotalMicros),
        Impact = scale.Impact(numbers.TotalMicros),
    };

    private static Filter Has(Field field, string value) =>
        value.Length > 0 ? Filter.Is(field, value) : new Filter.Not(new Filter.Exists(field));

    /// <summary>Compares the time of one group with that of all groups of its service.</summary>
    internal readonly struct Scale(IReadOnlyList<double> totals)
    {
        private readonly double _sum = totals.Sum();
        private readonly double _least = totals.DefaultIfEmpty().Min();
        private readonly double _greatest = totals.DefaultIfEmpty().Max();

        /// <summary>Its part of the sum, 0 to 1.</summary>
        public double Share(double total) => _sum == 0 ? 0 : Math.Min(1, total / _sum);

        /// <summary>Where it stands between the least (0) and the greatest (100). When all are equal, all are the greatest.</summary>
        public double Impact(double total) =>
            _greatest <= _least ? 100 : Math.Clamp((total - _least) / (_greatest - _least) * 100, 0, 100);
    }
}
