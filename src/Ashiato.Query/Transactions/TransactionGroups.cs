using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>All transaction groups of a service: the ground on which shares and impacts are calculated.</summary>
internal static class TransactionGroups
{
    /// <summary>The groups, most time spent first; at most <see cref="GroupQuery.MaxLimit"/>.</summary>
    public static async Task<IReadOnlyList<TransactionGroup>> AskAsync(IEventStore store, string service, Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction),
                Keys = [new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionType)],
                Measures = TransactionNumbers.Measures,
                Order = TransactionNumbers.MostTimeFirst,
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        var scale = new Scale([.. table.Groups.Select(group => new TransactionNumbers(group).TotalMicros)]);
        return [.. table.Groups.Select(group => ToGroup(group.Text(0), group.Text(1), new TransactionNumbers(group), scale, period))];
    }

    /// <summary>Transactions of a type; those without one have the type "".</summary>
    public static Filter OfType(string type) => Has(Fields.TransactionType, type);

    /// <summary>Transactions of a name; those without one have the name "".</summary>
    public static Filter OfName(string name) => Has(Fields.TransactionName, name);

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
