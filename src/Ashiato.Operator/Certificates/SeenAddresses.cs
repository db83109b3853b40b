using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Certificates;

/// <summary>The addresses that load balancers have, and those that they had until lately.</summary>
/// <remarks>
/// An address that comes and goes, or that clients still know from DNS, stays in the certificate for an hour. The list is an annotation of the certificate's Secret, so that an
/// operator that starts anew goes on with it: a JSON object of addresses, each with the time since when it is gone, or nothing while it is there. Looking again at what has
/// not changed gives the same text.
/// </remarks>
/// <param name="Since">By address; <see langword="null"/> while it is there.</param>
internal sealed record SeenAddresses(IReadOnlyDictionary<string, DateTimeOffset?> Since)
{
    /// <summary>How many that are gone are kept; those that went last.</summary>
    public const int MostGone = 20;

    /// <summary>How long an address that is gone is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    /// <summary>Addresses that are gone and yet named, in order.</summary>
    public IReadOnlyList<string> Gone { get; } = [.. Since.Where(address => address.Value is not null).Select(address => address.Key).Order(StringComparer.Ordinal)];

    /// <summary>When the next one is named no longer.</summary>
    public DateTimeOffset? NextEnd => Since.Values.Min() + KeptFor;

    /// <summary>Reads the annotation; what cannot be read counts as nothing.</summary>
    public static SeenAddresses Read(string? annotation)
    {
        var since = new Dictionary<string, DateTimeOffset?>();
        foreach (var (address, text) in Parse(annotation)) since[address] = KubeTime.TryParse(text?.ToString(), out var time) ? time : null;
        return new SeenAddresses(since);
    }

    /// <summary>Looks again.</summary>
    /// <param name="present">The addresses that are there.</param>
    /// <param name="now">The time.</param>
    public SeenAddresses Look(IEnumerable<string> present, DateTimeOffset now)
    {
        var next = present.Select(SubjectNames.Normal).Distinct().ToDictionary(address => address, _ => (DateTimeOffset?)null);
        var gone = Since.Where(address => !next.ContainsKey(address.Key)).Select(address => (address.Key, Time: address.Value ?? now)).Where(address => address.Time + KeptFor > now);
        foreach (var (address, time) in gone.OrderByDescending(address => address.Time).ThenBy(address => address.Key, StringComparer.Ordinal).Take(MostGone)) next[address] = time;
        return new SeenAddresses(next);
    }

    /// <summary>The annotation; <see langword="null"/> for none.</summary>
    public override string? ToString() => Since.Count == 0 ? null : new JsonObject(Since.OrderBy(address => address.Key, StringComparer.Ordinal)
        .Select(address => KeyValuePair.Create(address.Key, (JsonNode?)(address.Value is { } time ? KubeTime.Seconds(time) : "")))).ToJsonString();

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
