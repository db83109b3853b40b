using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Secrets;

/// <summary>What roles of Elasticsearch are here. Nobody gets more than they had: what cannot be said here is no role.</summary>
/// <remarks>
/// The program knows <c>viewer</c>, who sees all events, <c>editor</c>, who changes what the team works with besides, and <c>admin</c>. A role that somebody defined is the one of these whose rights it
/// has on the events of applications; rights on other indices, on some documents or on some fields are none here.
/// </remarks>
internal static class RoleMap
{
    /// <summary>The program's roles, the least mighty first.</summary>
    public static readonly string[] Own = ["viewer", "editor", "admin"];

    private static readonly Dictionary<string, string> s_known = new()
    {
        ["superuser"] = "admin",
        ["admin"] = "admin",
        ["editor"] = "editor",
        ["kibana_admin"] = "editor",
        ["kibana_user"] = "editor",
        ["viewer"] = "viewer",
        ["apm_user"] = "viewer",
    };

    // The names by which roles of the wild mean the events of applications.
    private static readonly string[] s_events = ["*", "apm*", "apm-*", "traces*", "traces-*", "traces-apm*", "traces-apm-*", "traces-apm.*"];
    private static readonly string[] s_writing = ["all", "write", "index", "create", "create_doc", "delete", "manage"], s_reading = ["read", .. s_writing];
    private static readonly string[] s_working = ["all", "feature_apm.all"];

    /// <summary>The program's role that a role is; <see langword="null"/> when there is none.</summary>
    /// <param name="role">Its name.</param>
    /// <param name="definition">Its entry of <c>roles.yml</c>, if it has one. Elasticsearch's own roles cannot be defined anew; <c>admin</c> is none of them.</param>
    public static string? Of(string role, JsonObject? definition) => definition is not null && (role == "admin" || !s_known.ContainsKey(role)) ? Defined(definition) : s_known.GetValueOrDefault(role);

    private static string? Defined(JsonObject definition)
    {
        var entries = definition.ObjectsAt("indices").Where(IsAboutEvents).ToList();
        if (!entries.Exists(entry => Has(entry, "privileges", s_reading) && Has(entry, "names", s_events))) return null;
        bool writes = entries.Exists(entry => Has(entry, "privileges", s_writing));
        bool hasAll = entries.Exists(entry => Has(entry, "privileges", ["all"]) && Has(entry, "names", ["*"]));
        if (hasAll && Has(definition, "cluster", ["all"])) return "admin";
        bool works = definition.ObjectsAt("applications").Any(application => application.Text("application")?.StartsWith("kibana-", StringComparison.Ordinal) == true && Has(application, "privileges", s_working));
        return writes || works ? "editor" : "viewer";
    }

    private static bool IsAboutEvents(JsonObject entry) => Has(entry, "names", s_events) && entry["query"] is null && entry["field_security"] is null;

    /// <summary>True when a list, or a single text in its place, has one of some values.</summary>
    private static bool Has(JsonObject from, string name, string[] values) => from[name] switch
    {
        JsonArray list => list.Any(one => values.Contains(one?.ToString())),
        JsonValue text => values.Contains(text.ToString()),
        _ => false,
    };
}
