using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Schemas;

/// <summary>Checks an object against a structural schema.</summary>
internal sealed class SchemaValidation
{
    private readonly List<(string Reason, string Field, string Message)> _causes = [];

    /// <summary>What is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<(string Reason, string Field, string Message)> Check(JsonObject document, JsonObject schema)
    {
        var check = new SchemaValidation();
        check.Value(document, schema, "");
        return check._causes;
    }

    private void Value(JsonNode? value, JsonObject schema, string path)
    {
        if (value is null)
        {
            if (schema.Flag("nullable") != true && schema.ContainsKey("type")) Invalid(path, "null", $"must be of type {schema.Text("type")}: \"null\"");
            return;
        }
        if (!HasType(value, schema))
        {
            Invalid(path, "", $"Invalid value: \"{KindOf(value)}\": {path} in body must be of type {schema.Text("type")}: \"{KindOf(value)}\"", isWhole: true);
            return;
        }
        Combined(value, schema, path);
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            Add("FieldValueNotSupported", path, $"Unsupported value: {value.ToJsonString()}: supported values: {string.Join(", ", allowed.Select(one => one!.ToJsonString()))}");
        switch (value)
        {
            case JsonObject map:
                Map(map, schema, path);
                break;
            case JsonArray list:
                List(list, schema, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                Text(scalar.GetValue<string>(), schema, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                Number(double.Parse(scalar.ToJsonString(), CultureInfo.InvariantCulture), schema, path);
                break;
        }
    }

    private static bool HasType(JsonNode value, JsonObject schema)
    {
        var kind = value.GetValueKind();
        if (schema.Flag("x-kubernetes-int-or-string") == true) return kind is JsonValueKind.String or JsonValueKind.Number;
        return schema.Text("type") switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => kind == JsonValueKind.Number && value.AsNumber() is not null,
            "number" => kind == JsonValueKind.Number,
            _ => true,
        };
    }

    private void Map(JsonObject map, JsonObject schema, string path)
    {
        foreach (var required in schema.ListAt("required"))
        {
            string name = required!.GetValue<string>();
            if (!map.ContainsKey(name)) Add("FieldValueRequired", Join(path, name), "Required value");
        }
        if (schema.Number("minProperties") is { } least && map.Count < least) Invalid(path, "", $"must have at least {least} properties");
        foreach (var (name, inner) in map)
        {
            var field = schema.ObjectAt("properties", name) ?? schema.ObjectAt("additionalProperties");
            if (field is not null) Value(inner, field, Join(path, name));
        }
    }

    private void List(JsonArray list, JsonObject schema, string path)
    {
        if (schema.Number("minItems") is { } least && list.Count < least) Invalid(path, list.Count.ToString(CultureInfo.InvariantCulture), $"must have at least {least} items");
        if (schema.Number("maxItems") is { } most && list.Count > most) Add("FieldValueTooMany", path, $"Too many: {list.Count}: must have at most {most} items");
        if (schema.ObjectAt("items") is { } items)
            for (int i = 0; i < list.Count; i++) Value(list[i], items, $"{path}[{i}]");
        if (schema.Text("x-kubernetes-list-type") == "map")
        {
            var keys = schema.ListAt("x-kubernetes-list-map-keys").Select(key => key!.GetValue<string>()).ToList();
            var twice = list.OfType<JsonObject>().GroupBy(item => string.Join('|', keys.Select(key => item[key]?.ToJsonString()))).FirstOrDefault(group => group.Count() > 1);
            if (twice is not null) Add("FieldValueDuplicate", path, $"Duplicate value: {twice.Key}");
        }
    }

    private void Text(string text, JsonObject schema, string path)
    {
        if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(text, pattern)) Invalid(path, text, $"{path} in body should match '{pattern}'");
        if (schema.Number("maxLength") is { } most && text.Length > most) Add("FieldValueTooLong", path, $"Too long: may not be more than {most} bytes");
        if (schema.Number("minLength") is { } least && text.Length < least) Invalid(path, text, $"{path} in body should be at least {least} chars long");
    }

    private void Number(double number, JsonObject schema, string path)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        if (schema.Number("minimum") is { } least && number < least) Add("FieldValueInvalid", path, $"Invalid value: {text}: {path} in body should be greater than or equal to {least}");
        if (schema.Number("maximum") is { } most && number > most) Add("FieldValueInvalid", path, $"Invalid value: {text}: {path} in body should be less than or equal to {most}");
        if (schema.Text("format") == "int32" && number is > int.MaxValue or < int.MinValue) Add("FieldValueInvalid", path, $"Invalid value: {text}: {path} in body must be of type int32");
    }

    private void Combined(JsonNode value, JsonObject schema, string path)
    {
        bool Holds(JsonObject inner)
        {
            var check = new SchemaValidation();
            check.Value(value, inner, path);
            return check._causes.Count == 0;
        }

        if (schema["anyOf"] is JsonArray any && !any.OfType<JsonObject>().Any(Holds)) Invalid(path, "", $"{path} in body must validate at least one schema (anyOf)");
        if (schema["allOf"] is JsonArray all && !all.OfType<JsonObject>().All(Holds)) Invalid(path, "", $"{path} in body must validate all the schemas (allOf)");
        if (schema["oneOf"] is JsonArray one && one.OfType<JsonObject>().Count(Holds) != 1) Invalid(path, "", $"{path} in body must validate one and only one schema (oneOf)");
        if (schema["not"] is JsonObject no && Holds(no)) Invalid(path, "", $"{path} in body must not validate the schema (not)");
    }

    private void Invalid(string path, string value, string message, bool isWhole = false) =>
        Add("FieldValueInvalid", path, isWhole ? message : $"Invalid value: \"{value}\": {message}");

    private void Add(string reason, string path, string message) => _causes.Add((reason, path.Length == 0 ? "<nil>" : path, message));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string KindOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.AsNumber() is null ? "number" : "integer",
        _ => "boolean",
    };
}
