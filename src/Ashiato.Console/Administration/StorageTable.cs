using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Console.Administration;

/// <summary>What fills the store: a row for each service, a column for each kind of event.</summary>
internal sealed class StorageTable
{
    /// <summary>The columns.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Fields.Events.Transaction, Fields.Events.Span, Fields.Events.Error, Fields.Events.Metric, Fields.Events.Log];

    /// <summary>Puts it together, the largest service first.</summary>
    public StorageTable(IReadOnlyList<StoreShare> shares)
    {
        Rows = [.. shares.GroupBy(share => share.Service).Select(Row.Of).OrderByDescending(row => row.SizeBytes)];
        SizeBytes = Rows.Sum(row => row.SizeBytes);
    }

    /// <summary>The services.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>What they take together.</summary>
    public long SizeBytes { get; }

    /// <summary>The kinds of events that have a limit of their own, in the order of the columns.</summary>
    public static IEnumerable<(string Kind, long MostBytes)> LimitsOf(StoreUsage usage) =>
        Kinds.Where(usage.MaxBytesOf.ContainsKey).Select(kind => (kind, usage.MaxBytesOf[kind]));

    /// <summary>What all events of a kind take.</summary>
    public static long BytesOf(StoreUsage usage, string kind) => usage.Shares.Where(share => share.Kind == kind).Sum(share => share.SizeBytes);

    /// <summary>The share of a row in all of it.</summary>
    public double ShareOf(Row row) => SizeBytes == 0 ? 0 : (double)row.SizeBytes / SizeBytes;

    /// <summary>One service.</summary>
    /// <param name="Service"><c>service.name</c>; empty for events without one.</param>
    /// <param name="Bytes">What each kind of <see cref="Kinds"/> takes.</param>
    /// <param name="EventCount">How many events it has.</param>
    /// <param name="SizeBytes">What all take, those of other kinds too.</param>
    public sealed record Row(string Service, IReadOnlyList<long> Bytes, long EventCount, long SizeBytes)
    {
        internal static Row Of(IGrouping<string, StoreShare> shares) => new(
            shares.Key,
            [.. Kinds.Select(kind => shares.Where(share => share.Kind == kind).Sum(share => share.SizeBytes))],
            shares.Sum(share => share.EventCount),
            shares.Sum(share => share.SizeBytes));
    }
}
