using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Intake.Tests;

/// <summary>Documents in the layout of a search hit: dotted names, every value in a list, lists of objects as parallel lists.</summary>
internal static class SearchHit
{
    // Kept in the document, but not searchable, hence not in a hit.
    private static readonly string[] s_unsearchable =
    [
        "transaction.custom", "error.custom", "http.request.cookies", "http.request.body.original", "span.stacktrace", "error.log.stacktrace",
        "error.exception.stacktrace", "error.exception.attributes",
    ];

    // Shown as the objects that they are.
    private static readonly string[] s_whole = ["http.request.headers", "http.response.headers", "client.geo.location"];

    public static SortedDictionary<string, List<string>> Of(EventRow row)
    {
        var fields = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        Flatten(JsonNode.Parse(EventDocument.ToUtf8(row)), "", fields);
        // Found by a search, although its content stands elsewhere in the document.
        if (row.Text(Fields.ErrorGroupingName) is { } name) fields["error.grouping_name"] = [Canonical(JsonValue.Create(name))];
        return Comparable(fields, []);
    }

    public static SortedDictionary<string, List<string>> Expected(JsonNode hit, IReadOnlyCollection<string> dynamic)
    {
        var fields = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in hit.AsObject()) fields[name] = [.. values!.AsArray().Select(Canonical)];
        return Comparable(fields, dynamic);
    }

    /// <summary>What differs between an expected and a stored document, one line a field.</summary>
    public static IEnumerable<string> Differences(SortedDictionary<string, List<string>> expected, SortedDictionary<string, List<string>> actual, IReadOnlyCollection<string> dynamic)
    {
        foreach (string name in expected.Keys.Union(actual.Keys).Except(dynamic))
        {
            string wanted = expected.TryGetValue(name, out var e) ? string.Join(", ", e) : "nothing";
            string found = actual.TryGetValue(name, out var a) ? string.Join(", ", a) : "nothing";
            if (wanted != found && !wanted.Contains("dynamic", StringComparison.Ordinal)) yield return $"{name}: expected {wanted}, found {found}";
        }
    }

    private static SortedDictionary<string, List<string>> Comparable(SortedDictionary<string, List<string>> fields, IReadOnlyCollection<string> dynamic)
    {
        foreach (string name in fields.Keys.ToList())
        {
            if (name.EndsWith(".text", StringComparison.Ordinal) || name == "data_stream.namespace" || dynamic.Contains(name)) fields.Remove(name);
        }
        return fields;
    }

    private static void Flatten(JsonNode? node, string path, SortedDictionary<string, List<string>> fields)
    {
        if (s_unsearchable.Contains(path)) return;
        bool isWhole = s_whole.Contains(path) || Holds(node, "counts", "values") || Holds(node, "value_count", "sum");
        switch (node)
        {
            case JsonObject members when !isWhole:
                foreach (var (name, value) in members) Flatten(value, path.Length == 0 ? name : $"{path}.{name}", fields);
                break;
            case JsonArray items:
                foreach (var item in items) Flatten(item, path, fields);
                break;
            default:
                if (!fields.TryGetValue(path, out var values)) fields[path] = values = [];
                values.Add(Canonical(node));
                break;
        }
    }

    private static bool Holds(JsonNode? node, string one, string other) => node is JsonObject members && members.ContainsKey(one) && members.ContainsKey(other);

    /// <summary>Numbers to six decimals, members in order.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(",", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Canonical(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Math.Round(value.Deserialize<double>(), 6).ToString(System.Globalization.CultureInfo.InvariantCulture),
        null => "null",
        _ => node.ToString(),
    };
}
