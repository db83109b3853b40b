using System.Text.Json;

namespace Ashiato.Search.Aggregations;

/// <summary>Numbers by name, written as an object.</summary>
/// <param name="names">The names.</param>
/// <param name="numbers">As many numbers.</param>
internal sealed class NamedNumbers(string[] names, IReadOnlyList<double?> numbers) : WrittenJson
{
    /// <summary>The number of a name.</summary>
    public double? Find(string name) => Array.IndexOf(names, name) is var at and >= 0 ? numbers[at] : null;

    protected override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (int i = 0; i < names.Length; i++)
        {
            if (numbers[i] is { } number) writer.WriteNumber(names[i], number);
            else writer.WriteNull(names[i]);
        }
        writer.WriteEndObject();
    }
}
