using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;

namespace Ashiato.Search.Aggregations;

/// <summary>Values of the first events of a bucket.</summary>
/// <param name="Name">The name.</param>
/// <param name="Request">Which events.</param>
/// <param name="Values">The fields whose values are told.</param>
internal sealed record TopMetricsAggregation(string Name, SearchRequest Request, IReadOnlyList<FieldName> Values) : Aggregation(Name)
{
    /// <summary>The result, of the events in their order.</summary>
    public JsonObject ToJson(IReadOnlyList<EventRow> rows) => new()
    {
        ["top"] = new JsonArray([.. rows.Select(row => (JsonNode)new JsonObject
        {
            ["sort"] = new JsonArray(ValueOf(Request.Sort[0], row)),
            ["metrics"] = new JsonObject(Values.Select(field => KeyValuePair.Create(field.Name, ValueOf(new HitSort(field, IsDescending: false, null), row)))),
        })]),
    };

    private static JsonNode? ValueOf(HitSort of, EventRow row) => of.ValueOf(row) switch
    {
        null => null,
        long micros when of.IsMoment => Moments.Write(micros, of.Format, TimeZoneInfo.Utc),
        long claim when of.Name!.Field.Type == FieldType.Boolean => claim != 0,
        long whole => whole,
        double number => number,
        var text => (string)text,
    };
}
