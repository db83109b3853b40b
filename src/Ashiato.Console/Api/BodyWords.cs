using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ashiato.Console.Api;

/// <summary>Which words a place in a body takes.</summary>
internal static class BodyWords
{
    /// <summary>The words of a choice.</summary>
    /// <param name="type">Of the whole body.</param>
    /// <param name="path">The place, as <see cref="JsonException.Path"/> tells it: <c>$[0].kind</c>.</param>
    /// <returns><see langword="null"/> when it is no choice that stands there.</returns>
    public static IReadOnlyList<string>? At(JsonTypeInfo type, string? path)
    {
        foreach (string step in (path ?? "").Split('.', '[').Skip(1))
        {
            var next = step.EndsWith(']') ? type.ElementType : type.Properties.FirstOrDefault(property => property.Name == step)?.PropertyType;
            if (next is null) return null;
            type = type.Options.GetTypeInfo(Nullable.GetUnderlyingType(next) ?? next);
        }
        return type.Type.IsEnum ? [.. Enum.GetValues(type.Type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, type)).Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)] : null;
    }
}
