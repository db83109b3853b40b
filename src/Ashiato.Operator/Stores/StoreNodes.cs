using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Secrets;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Stores;

/// <summary>The pods of a store and their volumes.</summary>
internal sealed class StoreNodes(OperatorParts parts)
{
    /// <summary>How events are kept: by the one pod itself, in its files.</summary>
    public const string Mode = "embedded";

    private readonly SetRecreation _recreation = new(parts);

    private const string RevisionLabel = "controller-revision-hash";

    /// <summary>True when the object asks for more than the embedded store can be.</summary>
    public static bool NeedsReplicas(StackObject item) => item.Count > 1;

    /// <summary>Brings StatefulSets, claims and pods to what they shall be.</summary>
    /// <returns>What is being changed.</returns>
    public async Task<NodeChanges> ReconcileAsync(StackObject item, string settings, SecureSettings.Files secure, CancellationToken cancel)
    {
        // What runs goes on running; the condition says what is missing.
        if (NeedsReplicas(item)) return NodeChanges.None;
        var changes = NodeChanges.None;
        foreach (var group in item.Groups) changes = changes.And(await GroupAsync(item, group, settings, secure, cancel));
        await ClaimOwnersAsync(item, cancel);
        return changes;
    }

    private async Task<NodeChanges> GroupAsync(StackObject item, NodeGroup group, string settings, SecureSettings.Files secure, CancellationToken cancel)
    {
        var existing = parts.View.Child(item, ResourceTypes.StatefulSets, item.StatefulSet(group));
        if (existing is not null && await GrowAsync(item, group, existing, cancel)) return NodeChanges.Some;
        if (existing is not null && parts.Rollouts.WaitsFor(item) is { } waits) return new NodeChanges(false) { Waits = waits };
        var set = await parts.Children.ApplyAsync(item, ResourceTypes.StatefulSets, Document(item, group, settings, secure), cancel);
        if (set is null) return NodeChanges.Some;
        await _recreation.EndAsync(item, set, cancel);
        // Until the set's controller has seen the change, nothing follows from its numbers.
        if (set.Number("status", "observedGeneration") is not { } observed || observed < set.Generation) return NodeChanges.Some;
        return await ReplaceAsync(item, set, cancel);
    }

    /// <summary>Deletes one pod of an old revision at a time; the set makes the new one.</summary>
    private async Task<NodeChanges> ReplaceAsync(StackObject item, JsonObject set, CancellationToken cancel)
    {
        string? revision = set.Text("status", "updateRevision");
        var pods = parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(pod => pod.Controller?.Text("uid") == set.Uid).ToList();
        var next = pods.Where(pod => pod.Label(RevisionLabel) != revision || NeedsRestart(item, pod)).OrderBy(StoreObservation.IsReady).FirstOrDefault();
        if (next is null) return NodeChanges.None;
        if (UpgradePredicates.Against(item, next, pods) is { } held) return new NodeChanges(true, true, pods.Exists(pod => pod.IsDeleting) ? null : held);
        parts.Events.Normal(item.Source, "StateChange", $"pod {next.Name} is replaced, because {(next.Label(RevisionLabel) != revision ? "its template changed" : "its volume has grown")}");
        await parts.Client.DeleteAsync(ResourceTypes.Pods, next.Key, new DeleteQuery(next.Uid), cancel);
        return new NodeChanges(true, true);
    }

    /// <summary>Some file systems grow only while nobody uses them.</summary>
    private bool NeedsRestart(StackObject item, JsonObject pod) => pod.ObjectsAt("spec", "volumes").Select(volume => volume.Text("persistentVolumeClaim", "claimName")).OfType<string>()
        .Any(claim => parts.View.Child(item, ResourceTypes.PersistentVolumeClaims, claim)?.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "FileSystemResizePending" && condition.Text("status") == "True") == true);

    /// <summary>Makes claims larger. A set's own templates cannot change, so it is deleted without its pods and made again.</summary>
    private async Task<bool> GrowAsync(StackObject item, NodeGroup group, JsonObject set, CancellationToken cancel)
    {
        bool isGrowing = false;
        foreach (var claim in group.Claims)
        {
            var known = set.ObjectsAt("spec", "volumeClaimTemplates").FirstOrDefault(template => template.Name == claim.Name);
            string? wants = claim.Text("spec", "resources", "requests", "storage");
            if (known is null || ClaimChange.Compare(known, claim) is not > 0) continue;
            foreach (var volume in parts.View.ChildrenOf(item, ResourceTypes.PersistentVolumeClaims).Where(volume => volume.Name.StartsWith($"{claim.Name}-{set.Name}-", StringComparison.Ordinal)))
                await parts.Client.PatchAsync(ResourceTypes.PersistentVolumeClaims, volume.Key, new JsonObject { ["spec"] = new JsonObject { ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = wants } } } }, cancel);
            isGrowing = true;
        }
        if (isGrowing) await _recreation.BeginAsync(item, set, cancel);
        return isGrowing;
    }

    /// <summary>Claims go with the object, unless its author wants to keep them.</summary>
    private async Task ClaimOwnersAsync(StackObject item, CancellationToken cancel)
    {
        bool goes = item.Spec.Text("volumeClaimDeletePolicy") != "DeleteOnScaledownOnly";
        foreach (var claim in parts.View.ChildrenOf(item, ResourceTypes.PersistentVolumeClaims).Where(claim => !claim.IsDeleting && (goes ? claim.Controller is null : claim.Controller?.Text("uid") == item.Source.Uid)).ToList())
        {
            if (goes) await Owners.RequireAsync(parts.Client, item, cancel);
            var owners = goes ? [item.OwnerReference] : claim.ObjectsAt("metadata", "ownerReferences").Where(owner => owner.Text("uid") != item.Source.Uid).Select(owner => owner.DeepClone());
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray([.. owners]), ["resourceVersion"] = claim.ResourceVersion } };
            parts.View.Of(ResourceTypes.PersistentVolumeClaims).Observe(await parts.Client.PatchAsync(ResourceTypes.PersistentVolumeClaims, claim.Key, patch, cancel), claim);
        }
    }

    private JsonObject Document(StackObject item, NodeGroup group, string settings, SecureSettings.Files secure)
    {
        var document = ChildDocuments.New(item, ResourceTypes.StatefulSets, item.StatefulSet(group));
        var claims = new JsonArray();
        foreach (var claim in group.Claims)
        {
            var template = (JsonObject)claim.DeepClone();
            template.Remove("status");
            template.Metadata["labels"] = item.IdentityLabels;
            claims.Add(template);
        }
        document["spec"] = new JsonObject
        {
            ["replicas"] = group.Count,
            ["serviceName"] = item.StatefulSet(group),
            ["podManagementPolicy"] = "Parallel",
            // The operator says when a pod goes.
            ["updateStrategy"] = new JsonObject { ["type"] = "OnDelete" },
            ["selector"] = new JsonObject { ["matchLabels"] = Selector(item, group) },
            ["template"] = Template(item, group, settings, secure),
            ["volumeClaimTemplates"] = claims,
        };
        if (item.Spec.Number("revisionHistoryLimit") is { } limit) document.Child("spec")["revisionHistoryLimit"] = limit;
        return document;
    }

    private static JsonObject Selector(StackObject item, NodeGroup group)
    {
        var labels = item.IdentityLabels;
        labels[Names.SetLabel] = item.StatefulSet(group);
        return labels;
    }

    private JsonObject Template(StackObject item, NodeGroup group, string settings, SecureSettings.Files secure)
    {
        var arguments = new List<string> { item.Kind.Role, $"--config={PodTemplates.ConfigPath}/{item.Kind.ConfigKey}", $"--store=*:{item.Kind.Port}", $"--data={PodTemplates.StoreDataPath}/ashiato", $"--users-dir={PodTemplates.UsersPath}" };
        var volumes = new List<(string, JsonObject?, string)>
        {
            ("elastic-internal-config", PodTemplates.FromSecret(item.ConfigSecret(group)), PodTemplates.ConfigPath),
            ("elastic-internal-xpack-file-realm", PodTemplates.FromSecret(item.Child("xpack-file-realm")), PodTemplates.UsersPath),
            ("elastic-internal-scripts", StoreConfigMaps.ScriptsVolume(item), StoreConfigMaps.ScriptsPath),
            (NodeGroup.DataClaim, null, PodTemplates.StoreDataPath),
            ("scratch", new JsonObject { ["emptyDir"] = new JsonObject() }, PodTemplates.ScratchPath),
        };
        if (item.HasTls)
        {
            arguments.AddRange([$"--cert={PodTemplates.CertificatesPath}/tls.crt", $"--key={PodTemplates.CertificatesPath}/tls.key"]);
            volumes.Add(("elastic-internal-http-certs", PodTemplates.FromSecret(item.Child("http-certs-internal")), PodTemplates.CertificatesPath));
        }
        else arguments.Add("--tls=off");
        if (ClientTrust.MayAsk(parts, item)) arguments.Add($"--client-ca={PodTemplates.CertificatesPath}/{ClientTrust.Key}");
        if (secure.Volume is not null)
        {
            arguments.Add($"--secrets-dir={SecureSettings.Path}");
            volumes.Add(("elastic-internal-secure-settings", secure.Volume, SecureSettings.Path));
        }
        var labels = new JsonObject
        {
            [item.Kind.VersionLabel] = item.Version,
            [Names.SetLabel] = item.StatefulSet(group),
            ["elasticsearch.k8s.elastic.co/http-scheme"] = item.Scheme,
        };
        foreach (string role in (string[])["master", "data", "ingest", "ml"]) labels[$"elasticsearch.k8s.elastic.co/node-{role}"] = group.HasRole(role) ? "true" : "false";
        return PodTemplates.Render(item, group.PodTemplate, new PodTemplates.Needs(PodTemplates.ImageOf(item, group.PodTemplate, parts.Options.Image), arguments, volumes, labels, settings + secure.Text)
        {
            IsHeld = item.SuspendedOf(group).Any(),
            Zones = Zones.Of(group.Spec.ObjectAt("zoneAwareness")),
        });
    }
}
