using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Stores;

/// <summary>What the nodes of a store that exist, and their volumes, rule out.</summary>
internal sealed class ExistingNodes(OperatorParts parts)
{
    /// <summary>What cannot be, whoever asks: the webhook before it is written, or the reconciler afterwards.</summary>
    public async Task<IReadOnlyList<Violation>> ViolationsAsync(StackObject item, CancellationToken cancel)
    {
        var found = new List<Violation>();
        var wanted = item.Groups.ToLookup(item.StatefulSet);
        foreach (var set in parts.View.ChildrenOf(item, ResourceTypes.StatefulSets).Where(set => !IsOfAnother(item, set)))
        {
            if (wanted[set.Name].FirstOrDefault() is { } group) await ClaimsAsync(item, group, set, found, cancel);
            else found.Add(new Violation("TopologyUnsupported", List(item), "FieldValueForbidden",
                $"the store's data is with {set.Name}, and an embedded store cannot move it to other nodes; keep that group's name, or delete and make the object anew"));
        }
        return found;
    }

    /// <summary>What is in the way for a moment.</summary>
    public IEnumerable<Violation> InTheWay(StackObject item)
    {
        var wanted = item.Groups.Select(item.StatefulSet).ToHashSet();
        return parts.View.ChildrenOf(item, ResourceTypes.StatefulSets).Where(set => IsOfAnother(item, set) && wanted.Contains(set.Name)).Select(set => new Violation("NodeSetNameReuse", List(item), "FieldValueForbidden",
            $"StatefulSet {set.Name} of an object before this one is still there; it goes in a moment, or with kubectl delete statefulset {set.Name}"));
    }

    private static string List(StackObject item) => item.IsLegacy ? "spec.nodes" : "spec.nodeSets";

    private static bool IsOfAnother(StackObject item, JsonObject set) => set.Controller is { } owner && owner.Text("uid") != item.Source.Uid;

    private async Task ClaimsAsync(StackObject item, NodeGroup group, JsonObject set, List<Violation> found, CancellationToken cancel)
    {
        string field = $"{List(item)}[{group.Ordinal}].volumeClaimTemplates";
        foreach (var gone in set.ObjectsAt("spec", "volumeClaimTemplates").Where(template => !group.Claims.Any(claim => claim.Name == template.Name)))
            found.Add(ClaimChange.Gone(field, gone.Name));
        foreach (var claim in group.Claims)
        {
            if (set.ObjectsAt("spec", "volumeClaimTemplates").FirstOrDefault(template => template.Name == claim.Name) is not { } known)
            {
                found.Add(new Violation("PvcImmutable", field, "FieldValueForbidden", $"a claim cannot be added; \"{claim.Name}\" needs a new store"));
                continue;
            }
            // The server has filled in what the author left out.
            if (!Subset.Holds(ClaimChange.WithoutStorage(claim), known["spec"])) found.Add(ClaimChange.Immutable(field, claim.Name));
            if (ClaimChange.Compare(known, claim) is not { } change) continue;
            if (change < 0) found.Add(ClaimChange.Decrease(field, known, claim));
            else if (change > 0 && await RigidClassAsync(item, set, known, cancel) is { } storage)
                found.Add(new Violation("StorageClassNotExpandable", field, "FieldValueForbidden", $"storage class {storage} does not let volumes grow; take the larger storage back, or set allowVolumeExpansion of the class"));
        }
    }

    /// <summary>The class of storage of a claim that does not let it grow; <see langword="null"/> when it does, or nobody knows.</summary>
    private async Task<string?> RigidClassAsync(StackObject item, JsonObject set, JsonObject claim, CancellationToken cancel)
    {
        if (!parts.Options.ValidatesStorageClass) return null;
        // Where the author names none, the server has written the cluster's own into each claim.
        string? name = claim.Text("spec", "storageClassName") ?? parts.View.ChildrenOf(item, ResourceTypes.PersistentVolumeClaims)
            .FirstOrDefault(volume => volume.Name.StartsWith($"{claim.Name}-{set.Name}-", StringComparison.Ordinal))?.Text("spec", "storageClassName");
        if (name is not { Length: > 0 }) return null;
        try
        {
            var storage = await parts.Client.FindAsync(ResourceTypes.StorageClasses, new ObjectKey("", name), cancel);
            return storage is not null && storage.Flag("allowVolumeExpansion") != true ? name : null;
        }
        catch (KubeApiException e) when (e.Code == HttpStatusCode.Forbidden)
        {
            // Classes are the cluster's; an operator with rights in its namespaces alone learns from the claim.
            return null;
        }
    }
}
