using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Query;

namespace Ashiato.Search.Hits;

/// <summary>Which part of a document <c>_source</c> shows.</summary>
/// <param name="Includes">Patterns of dotted names; empty for everything.</param>
/// <param name="Excludes">Patterns of what is left out of it.</param>
internal sealed record SourceFilter(IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
{
    public static SourceFilter Everything { get; } = new([], []);

    /// <summary>Reads <c>_source</c>: true, false, patterns, or both kinds of them.</summary>
    /// <returns><see langword="null"/> when the source is not shown.</returns>
    public static SourceFilter? Read(JsonElement? given)
    {
        if (given is not { } source) return Everything;
        return source.ValueKind switch
        {
            JsonValueKind.True => Everything,
            JsonValueKind.False => null,
            JsonValueKind.Object => new SourceFilter(Patterns(source.Member("includes") ?? source.Member("include")), Patterns(source.Member("excludes") ?? source.Member("exclude"))),
            _ => new SourceFilter(Patterns(source), []),
        };
    }

    public bool IsEverything => Includes.Count == 0 && Excludes.Count == 0;

    /// <summary>The part of a document that is shown.</summary>
    public JsonObject Apply(JsonObject document) => Part(document, "", isIncluded: Includes.Count == 0) ?? [];

    private JsonObject? Part(JsonObject members, string path, bool isIncluded)
    {
        JsonObject? part = null;
        foreach (var (name, value) in members)
        {
            string full = path.Length == 0 ? name : $"{path}.{name}";
            if (Excludes.Any(pattern => NamePattern.Fits(full, pattern))) continue;
            bool isChosen = isIncluded || Includes.Any(pattern => NamePattern.Fits(full, pattern));
            var shown = value switch
            {
                JsonObject inner => Part(inner, full, isChosen),
                JsonArray list when list.Any(static item => item is JsonObject) => Part(list, full, isChosen),
                _ => isChosen ? value?.DeepClone() : null,
            };
            if (shown is null && !(isChosen && value is null or JsonObject { Count: 0 })) continue;
            (part ??= [])[name] = shown;
        }
        return part;
    }

    /// <summary>The parts of a list's objects; a list is passed through, and has no name of its own.</summary>
    private JsonArray? Part(JsonArray list, string path, bool isIncluded)
    {
        JsonNode?[] parts = [.. list.Select(item => item is JsonObject inner ? Part(inner, path, isIncluded) : isIncluded ? item?.DeepClone() : null).Where(static part => part is not null)];
        return parts.Length == 0 ? null : new JsonArray(parts);
    }

    private static string[] Patterns(JsonElement? given)
    {
        if (given is not { } patterns) return [];
        string[] all = [.. patterns.AsList().SelectMany(static one => one.AsText().Split(','))];
        return all.Length <= SearchRequest.MaxPatterns ? all : throw SearchException.Illegal($"[_source] has {all.Length} patterns; {SearchRequest.MaxPatterns} is the most.");
    }
}
