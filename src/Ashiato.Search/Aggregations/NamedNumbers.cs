using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ashiato.Search.Aggregations;

/// <summary>Numbers by name, written as an object. A histogram has thousands of them, and objects of nodes took as long to make as the numbers take to find.</summary>
internal sealed class NamedNumbers
{
    private static readonly JsonTypeInfo<NamedNumbers> s_written = JsonMetadataServices.CreateValueInfo<NamedNumbers>(
        new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() }, new Converter());

    private readonly string[] _names;
    private readonly IReadOnlyList<double?> _numbers;

    private NamedNumbers(string[] names, IReadOnlyList<double?> numbers) => (_names, _numbers) = (names, numbers);

    /// <summary>The numbers as a value of JSON.</summary>
    public static JsonValue ToJson(string[] names, IReadOnlyList<double?> numbers) => JsonValue.Create(new NamedNumbers(names, numbers), s_written)!;

    /// <summary>The number of a name.</summary>
    public double? Find(string name) => Array.IndexOf(_names, name) is var at and >= 0 ? _numbers[at] : null;

    private sealed class Converter : JsonConverter<NamedNumbers>
    {
        public override NamedNumbers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, NamedNumbers value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            for (int i = 0; i < value._names.Length; i++)
            {
                if (value._numbers[i] is { } number) writer.WriteNumber(value._names[i], number);
                else writer.WriteNull(value._names[i]);
            }
            writer.WriteEndObject();
        }
    }
}
