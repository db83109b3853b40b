using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Validation;

/// <summary>The settings of <c>config</c>: those of Elastic's programs that mean something here.</summary>
internal static class ConfigSettings
{
    /// <summary>Servers' own tokens, in the spelling of each version.</summary>
    public static readonly string[] Tokens = ["apm-server.secret_token", "apm-server.auth.secret_token"];

    /// <summary>Whether browsers may send.</summary>
    public static readonly string[] Browsers = ["apm-server.rum.enabled", "apm-server.auth.anonymous.enabled"];

    /// <summary>From which sites.</summary>
    public const string Origins = "apm-server.rum.allow_origins";

    /// <summary>As which services.</summary>
    public static readonly string[] Services = ["apm-server.auth.anonymous.allow_service", "apm-server.rum.allow_service_names"];

    /// <summary>Where people reach a console.</summary>
    public const string PublicAddress = "server.publicBaseUrl";

    private const int Most = 5;
    private static readonly string[] s_ofStores = ["node.roles", "node.master", "node.data", "node.ingest", "node.ml"];
    private static readonly string[] s_ofConsoles = [PublicAddress];
    private static readonly string[] s_ofServers = [.. Tokens, .. Browsers, Origins, .. Services];

    /// <summary>The first of some settings that an object has; <see langword="null"/> for none.</summary>
    public static JsonNode? First(StackObject item, IReadOnlyList<string> names) => names.Select(name => StackObject.Setting(item.Spec.ObjectAt("config"), name)).FirstOrDefault(value => value is not null);

    /// <summary>True when a server has a token of its author's in its settings.</summary>
    public static bool HasOwnToken(StackObject item) => item.Kind == StackKind.ApmServer && First(item, Tokens) is not null;

    /// <summary>Settings that nothing follows from, as paths; the first few of them.</summary>
    public static IReadOnlyList<string> IneffectiveIn(StackObject item)
    {
        string[] known = item.Kind == StackKind.Elasticsearch ? [.. s_ofStores, .. StoreRules.Reserved] : item.Kind == StackKind.Kibana ? s_ofConsoles : s_ofServers;
        var found = All(item).Where(setting => !known.Contains(setting.Name)).Select(setting => $"{setting.Path}.{setting.Name}").Distinct().ToList();
        return found.Count <= Most ? found : [.. found.Take(Most), $"{found.Count - Most} more of {All(item).First().Path}"];
    }

    /// <summary>A store's settings that are the operator's own, as paths.</summary>
    public static IReadOnlyList<string> ReservedIn(StackObject item) =>
        item.Kind == StackKind.Elasticsearch ? [.. All(item).Where(setting => StoreRules.Reserved.Contains(setting.Name)).Select(setting => $"{setting.Path}.{setting.Name}").Distinct()] : [];

    private static IEnumerable<(string Path, string Name)> All(StackObject item)
    {
        var configs = item.Kind == StackKind.Elasticsearch
            ? item.Groups.Select(group => (Path: $"spec.{(item.IsLegacy ? "nodes" : "nodeSets")}[{group.Ordinal}].config", group.Config))
            : [("spec.config", item.Spec.ObjectAt("config"))];
        return configs.Where(config => config.Config is not null).SelectMany(config => Leaves(config.Config!, "").Select(name => (config.Path, name)));
    }

    private static IEnumerable<string> Leaves(JsonObject settings, string prefix) =>
        settings.SelectMany(setting => setting.Value is JsonObject { Count: > 0 } inner ? Leaves(inner, $"{prefix}{setting.Key}.") : [prefix + setting.Key]);
}
