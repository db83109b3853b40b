using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Agent.Web;

/// <summary>Names of transactions: method and route.</summary>
internal static class RequestNames
{
    private const int Capacity = 4_096;
    private static readonly ConcurrentDictionary<(string, string?), string> s_names = new();

    /// <summary>The name of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="route">The template of its route; <see langword="null"/> when none was found.</param>
    public static string Of(string method, string? route)
    {
        if (s_names.TryGetValue((method, route), out string? known)) return known;
        string name = route is null ? method + " unknown route" : $"{method} /{route.TrimStart('/')}";
        if (s_names.Count < Capacity) s_names.TryAdd((method, route), name);
        return name;
    }

    /// <summary>A route by convention, with the names of controller, action and area in it.</summary>
    public static string Conventional(string route, RouteValueDictionary values)
    {
        var segments = route.Split('/').Select(segment => (segment.StartsWith('{') ? segment.Trim('{', '}').Split('=', ':', '?')[0] : "") is var name
            && name is "controller" or "action" or "area" && values[name] is string value ? value : segment);
        return string.Join('/', segments);
    }
}
