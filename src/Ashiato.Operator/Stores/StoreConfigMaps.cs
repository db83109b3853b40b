using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Stores;

/// <summary>The ConfigMaps of a store: what manifests and tools of the wild look for, and what the cluster maps to.</summary>
internal sealed class StoreConfigMaps(OperatorParts parts)
{
    /// <summary>Where the scripts are mounted.</summary>
    public const string ScriptsPath = "/mnt/elastic-internal/scripts";

    // Everybody may read and run them.
    private const int Runnable = 0b111_101_101;

    // Readiness probes of many manifests name one of these; which one, depends on the version that they were written for. A port that is open is a store that answers: it is opened last.
    private static readonly string[] s_probes = ["readiness-probe-script.sh", "readiness-port-script.sh"];

    private static string Probe(StackObject item) => $$"""
        #!/usr/bin/env bash
        # Ends with 0 when the store of this pod takes connections. For readiness probes that name this file; the operator's own asks /readyz.
        timeout "${READINESS_PROBE_TIMEOUT:-3}" bash -c "</dev/tcp/${POD_IP:-127.0.0.1}/{{item.Kind.Port}}"

        """;

    /// <summary>The scripts as a volume.</summary>
    public static JsonObject ScriptsVolume(StackObject item) => new() { ["configMap"] = new JsonObject { ["name"] = item.Child("scripts"), ["defaultMode"] = Runnable } };

    /// <summary>Brings them to what they shall be.</summary>
    public async Task ReconcileAsync(StackObject item, CancellationToken cancel)
    {
        await ApplyAsync(item, "scripts", s_probes.ToDictionary(name => name, _ => Probe(item)), cancel);
        await ApplyAsync(item, "unicast-hosts", new Dictionary<string, string> { ["unicast_hosts.txt"] = "# A store of one node has no others to find.\n" }, cancel);
        await ApplyAsync(item, "compat", new Dictionary<string, string>
        {
            ["store-mode"] = StoreNodes.Mode,
            ["image"] = parts.Options.Image,
            ["compatibility-version"] = item.Version,
        }, cancel);
    }

    private async Task ApplyAsync(StackObject item, string name, Dictionary<string, string> texts, CancellationToken cancel) =>
        await parts.Children.ApplyAsync(item, ResourceTypes.ConfigMaps, ChildDocuments.ConfigMap(item, item.Child(name), texts), cancel);
}
