using Ashiato.Query.Calls;

namespace Ashiato.Console.Calls;

/// <summary>The endpoints that call most have a colour each; the others share one.</summary>
public sealed class CallerColours
{
    private static readonly string[] s_colours = ["c-kakitsubata", "c-asagi", "c-yamabuki", "c-wakatake", "c-fuji", "c-kaki"];

    private readonly Dictionary<Endpoint, string> _colours;

    /// <summary>Colours for the callers of a ranking, most time first.</summary>
    public CallerColours(IEnumerable<CallGroup> groups)
    {
        Endpoints = [.. groups.SelectMany(static group => group.Callers)
            .GroupBy(static caller => caller.Endpoint)
            .OrderByDescending(static callers => callers.Sum(static caller => caller.TotalMicros))
            .Take(s_colours.Length)
            .Select(static callers => callers.Key)];
        _colours = Endpoints.Select(static (endpoint, at) => (endpoint, s_colours[at])).ToDictionary();
    }

    /// <summary>Those with a colour of their own.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; }

    /// <summary>The class of an endpoint's colour.</summary>
    public string Of(Endpoint endpoint) => _colours.GetValueOrDefault(endpoint, "c-nibi");
}
