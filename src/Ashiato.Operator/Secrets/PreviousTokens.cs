using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Secrets;

/// <summary>The tokens that a program had before, by their hashes: they count until all pods show the one that took their place.</summary>
/// <remarks>
/// Kept as an annotation of the Secret that the store's users are made of, so that an operator that starts anew goes on with it: a JSON object of hashes, each with the time until which it counts, or
/// nothing while pods are still told to show it. Looking again at what has not changed gives the same text.
/// </remarks>
/// <param name="Until">By hash; <see langword="null"/> while it is still shown.</param>
internal sealed record PreviousTokens(IReadOnlyDictionary<string, DateTimeOffset?> Until)
{
    /// <summary>How long a token counts once pods are told to show another. A mount is swapped two minutes after its Secret at the latest.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>The hashes that count besides the current one, in order.</summary>
    public IReadOnlyList<string> Hashes { get; } = [.. Until.Keys.Order(StringComparer.Ordinal)];

    /// <summary>When the next one ends.</summary>
    public DateTimeOffset? NextEnd => Until.Values.Min();

    /// <summary>Reads the annotation; what cannot be read counts as nothing.</summary>
    public static PreviousTokens Read(string? annotation)
    {
        var until = new Dictionary<string, DateTimeOffset?>();
        foreach (var (hash, text) in Parse(annotation)) until[hash] = KubeTime.TryParse(text?.ToString(), out var time) ? time : null;
        return new PreviousTokens(until);
    }

    /// <summary>Looks again.</summary>
    /// <param name="current">The hash of the token that counts.</param>
    /// <param name="shown">The hash of the token that pods are told to show; <see langword="null"/> when there are none yet.</param>
    /// <param name="now">The time.</param>
    public PreviousTokens Look(string current, string? shown, DateTimeOffset now)
    {
        var next = new Dictionary<string, DateTimeOffset?>();
        foreach (var (hash, until) in Until)
            if (hash != current && hash != shown && (until is null || until > now)) next[hash] = until ?? now + KeptFor;
        if (shown is not null && shown != current) next[shown] = null;
        return new PreviousTokens(next);
    }

    /// <summary>The annotation; <see langword="null"/> for none.</summary>
    public override string? ToString() => Until.Count == 0 ? null : new JsonObject(Hashes.Select(hash => KeyValuePair.Create(hash, (JsonNode?)(Until[hash] is { } time ? KubeTime.Seconds(time) : "")))).ToJsonString();

    private static JsonObject Parse(string? annotation)
    {
        try
        {
            return annotation is null ? [] : JsonNode.Parse(annotation) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
