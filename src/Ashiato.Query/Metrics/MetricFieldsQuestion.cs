using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Metrics;

/// <summary>Which metrics does a service report?</summary>
internal sealed class MetricFieldsQuestion(IEventStore store)
{
    // What the server or the agents make of transactions and spans is shown elsewhere.
    private static readonly string[] s_derived = ["transaction.", "span.", "numeric_labels.", "event.", "service_", "_doc_count", "agent_config_applied"];

    public static Filter IsMetric { get; } = Filter.Is(Fields.ProcessorEvent, Fields.Events.Metric);

    /// <summary>The metrics by name.</summary>
    public async Task<IReadOnlyList<MetricField>> AskAsync(string service, Period period, CancellationToken cancel)
    {
        var fields = await store.GetFieldsAsync(period.Time, IsMetric.And(Filter.Is(Fields.ServiceName, service)).And(period.Filter), cancel);
        return [.. fields
            .Where(static one => one.Field.Index < 0 && one.Field.Type is FieldType.Double or FieldType.Long or FieldType.Histogram && !Array.Exists(s_derived, prefix => one.Field.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .Where(static one => one.Field.Index < 0)
            .Select(static one => new MetricField(one.Field.Name, one.Field.Type == FieldType.Histogram, one.EventCount))
            .DistinctBy(static metric => metric.Name)
            .OrderBy(static metric => metric.Name, StringComparer.Ordinal)];
    }
}
