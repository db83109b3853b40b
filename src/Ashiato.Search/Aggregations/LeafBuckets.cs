using System.Text.Json;

namespace Ashiato.Search.Aggregations;

/// <summary>Buckets below which there are only numbers, and at which nothing else looks: written as a list.</summary>
/// <param name="shape">How keys become buckets.</param>
/// <param name="groups">The groups, in order.</param>
/// <param name="metrics">The numbers.</param>
internal sealed class LeafBuckets(KeyShape shape, IReadOnlyList<KeyBucket> groups, List<MetricAggregation> metrics) : WrittenJson
{
    protected override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var group in groups)
        {
            writer.WriteStartObject();
            shape.WriteKey(writer, group.Keys);
            writer.WriteNumber("doc_count", group.Count);
            int first = 0;
            foreach (var metric in metrics)
            {
                writer.WritePropertyName(metric.Name);
                metric.ResultOf(group.Numbers, ref first).WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
