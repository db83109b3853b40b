using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Ashiato.Agent.Web;

/// <summary>Names of transactions: method and route.</summary>
internal static class RequestNames
{
    private const int Capacity = 4_096;
    private static readonly ConcurrentDictionary<Asked, string> s_names = new();

    /// <summary>The name of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="route">Its route; <see langword="null"/> when none was found.</param>
    /// <param name="values">What the parameters of the route stand for. Of routes by convention, those of controller, action and area are part of the name.</param>
    public static string Of(string method, RoutePattern? route, RouteValueDictionary values)
    {
        if (route is not null && IsConventional(route)) return $"{method} {Template(route, values)}";
        if (s_names.TryGetValue(new Asked(method, route?.RawText), out string? known)) return known;
        string name = route is null ? method + " unknown route" : $"{method} {Template(route, values)}";
        if ((route is null || route.RawText is not null) && s_names.Count < Capacity) s_names.TryAdd(new Asked(method, route?.RawText), name);
        return name;
    }

    private static bool IsConventional(RoutePattern route)
    {
        foreach (var parameter in route.Parameters)
            if (IsPartOfName(parameter)) return true;
        return false;
    }

    private static bool IsPartOfName(RoutePatternParameterPart parameter) => parameter.Name is "controller" or "action" or "area";

    /// <summary>The route with its parameters' names, without what they must be like: <c>/items/{id}</c> of <c>items/{id:long}</c>.</summary>
    private static string Template(RoutePattern route, RouteValueDictionary values)
    {
        var text = new StringBuilder();
        foreach (var segment in route.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                if (part is RoutePatternLiteralPart literal) text.Append(literal.Content);
                else if (part is RoutePatternSeparatorPart separator) text.Append(separator.Content);
                else if (part is RoutePatternParameterPart parameter) text.Append(IsPartOfName(parameter) && values[parameter.Name] is string value ? value : Placeholder(parameter));
            }
        }
        return text.Length == 0 ? "/" : text.ToString();
    }

    private readonly record struct Asked(string Method, string? Route)
    {
        // Few methods have the same length, and of one route hardly two.
        public override int GetHashCode() => (Route?.GetHashCode(StringComparison.Ordinal) ?? 0) + Method.Length;
    }

    private static string Placeholder(RoutePatternParameterPart parameter) => $"{{{(!parameter.IsCatchAll ? "" : parameter.EncodeSlashes ? "*" : "**")}{parameter.Name}}}";
}
