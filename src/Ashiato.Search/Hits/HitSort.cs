using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;

namespace Ashiato.Search.Hits;

/// <summary>One key that hits are ordered by.</summary>
/// <param name="Name">The field; <see langword="null"/> for <c>_doc</c> and its like: the store's own order, which tells equal hits apart.</param>
/// <param name="IsDescending">True for the greatest first.</param>
/// <param name="Format">How moments are written, or <see langword="null"/> for milliseconds.</param>
internal sealed record HitSort(FieldName? Name, bool IsDescending, string? Format)
{
    // The score of every hit is the same, so that these all leave the order to the store.
    private static readonly string[] s_ownOrder = ["_doc", "_score", "_shard_doc", "_id"];

    /// <summary>Reads <c>sort</c>: names, <c>{"name": "desc"}</c>, <c>{"name": {"order": "desc"}}</c>, or a list of these.</summary>
    public static IReadOnlyList<HitSort> Read(JsonElement? given, FieldCatalog catalog) =>
        given is { } sort ? [.. sort.AsList().SelectMany(one => ReadOne(one, catalog))] : [];

    /// <summary>Reads the parameter <c>sort</c>: <c>name:desc,name</c>.</summary>
    public static IReadOnlyList<HitSort> Read(string given, FieldCatalog catalog) =>
        [.. given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one => Of(one.Split(':')[0], one.Split(':').ElementAtOrDefault(1), null, catalog))];

    /// <summary>True for moments, which are told, and compared, in milliseconds.</summary>
    public bool IsMoment => Name is { Field.Type: FieldType.Timestamp, Reading: not FieldReading.Micros };

    /// <summary>The value of a hit.</summary>
    public object? ValueOf(EventRow row)
    {
        if (Name is null || !row.Has(Name.Field)) return null;
        return Name.Field.Kind switch
        {
            ColumnKind.Int64 => row.Int64(Name.Field),
            ColumnKind.Double => row.Number(Name.Field),
            _ => row.Text(Name.Field),
        };
    }

    private static IEnumerable<HitSort> ReadOne(JsonElement one, FieldCatalog catalog)
    {
        if (one.ValueKind == JsonValueKind.String) return [Of(one.GetString()!, null, null, catalog)];
        if (one.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"A sort is {Requests.Cut(one)}; expected a name or an object.");
        return [.. one.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.Object ? WithOptions(member.Name, member.Value, catalog) : Of(member.Name, member.Value.AsText(), null, catalog))];
    }

    private static HitSort WithOptions(string name, JsonElement options, FieldCatalog catalog)
    {
        string? order = null, format = null;
        foreach (var option in options.EnumerateObject())
        {
            switch (option.Name)
            {
                case "order":
                    order = option.Value.AsText();
                    break;
                case "format":
                    format = option.Value.AsText();
                    break;
                case "missing" when option.Value.AsText() == "_last":
                case "unmapped_type" or "numeric_type" or "mode":
                    break;
                default:
                    throw SearchException.Unsupported($"The sort option [{option.Name}] with {Requests.Cut(option.Value)}");
            }
        }
        return Of(name, order, format, catalog);
    }

    private static HitSort Of(string name, string? order, string? format, FieldCatalog catalog)
    {
        if (order is not (null or "asc" or "desc" or "ASC" or "DESC")) throw SearchException.Illegal($"A sort order is [{order}]; expected [asc] or [desc].");
        bool isDown = order is null ? name == "_score" : order is "desc" or "DESC";
        if (s_ownOrder.Contains(name)) return new HitSort(null, isDown, null);
        if (name.StartsWith("_script", StringComparison.Ordinal) || name == "_geo_distance") throw SearchException.Unsupported($"Sorting by [{name}]");
        return new HitSort(catalog.One(name), isDown, format);
    }
}
