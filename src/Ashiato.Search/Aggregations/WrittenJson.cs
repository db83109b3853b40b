using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ashiato.Search.Aggregations;

/// <summary>
/// A value of JSON that writes itself. A histogram has thousands of buckets, and objects of nodes for them took as long to make as their numbers take
/// to find.
/// </summary>
internal abstract class WrittenJson
{
    private static readonly JsonTypeInfo<WrittenJson> s_written = JsonMetadataServices.CreateValueInfo<WrittenJson>(
        new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() }, new Converter());

    /// <summary>The same as a node.</summary>
    public JsonValue ToJson() => JsonValue.Create(this, s_written)!;

    /// <summary>Writes the value.</summary>
    protected abstract void WriteTo(Utf8JsonWriter writer);

    private sealed class Converter : JsonConverter<WrittenJson>
    {
        public override WrittenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) => value.WriteTo(writer);
    }
}
