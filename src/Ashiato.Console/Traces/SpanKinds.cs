using Ashiato.Query.Traces;

namespace Ashiato.Console.Traces;

/// <summary>The colour of a row by what it is: the same decision as in <c>wwwroot/traces/span-kinds.js</c>, for pages that the server draws.</summary>
internal static class SpanKinds
{
    private static readonly string[] s_caches = ["redis", "memcached", "memcache", "valkey", "hazelcast", "ehcache"];
    private static readonly string[] s_connects = ["connect", "connection", "ping", "reset"];

    /// <summary>The token that holds the colour.</summary>
    public static string Hue(TraceRow row)
    {
        if (row.Kind == TraceRowKind.Missing) return "--ink-4";
        string[] type = (row.Type ?? "").ToLowerInvariant().Split('.');
        if (type[0] == "messaging") return "--c-kaki";
        if (row.Kind == TraceRowKind.Transaction) return "--c-kakitsubata";
        string subtype = (row.Subtype ?? type.ElementAtOrDefault(1) ?? "").ToLowerInvariant();
        string action = (row.Action ?? type.ElementAtOrDefault(2) ?? "").ToLowerInvariant();
        if (type[0] == "cache" || s_caches.Contains(subtype)) return "--c-tsutsuji";
        return type[0] switch
        {
            "db" when action == "prepare" => "--c-fuji",
            "db" when s_connects.Contains(action) => "--c-nibi",
            "db" => "--c-asagi",
            "external" => "--c-yamabuki",
            "template" or "view" => "--c-rikyu",
            _ => "--c-wakatake",
        };
    }
}
