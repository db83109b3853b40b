using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Client;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Stores;

/// <summary>A StatefulSet that is made again, because its templates of claims cannot change, while its pods go on.</summary>
/// <remarks>
/// In between the pods have no set. So that they go with the object if that is deleted just then, they name it as an owner, too; an annotation of the object says which set goes, so that
/// whoever ends the work knows that there is something to take back. Each step may be repeated.
/// </remarks>
internal sealed class SetRecreation(OperatorParts parts)
{
    /// <summary>Takes the set away and leaves its pods.</summary>
    public async Task BeginAsync(StackObject item, JsonObject set, CancellationToken cancel)
    {
        await Owners.RequireAsync(parts.Client, item, cancel);
        await AnnotateAsync(item, set.Name, set.Uid, cancel);
        foreach (var pod in PodsOf(item, set.Name).Where(pod => !IsOwned(item, pod)))
            await OwnersAsync(pod, [.. pod.ObjectsAt("metadata", "ownerReferences").Select(owner => owner.DeepClone()), Reference(item)], cancel);
        await parts.Client.DeleteAsync(ResourceTypes.StatefulSets, set.Key, new DeleteQuery(set.Uid, Propagation: "Orphan"), cancel);
        parts.Events.Normal(item.Source, "Deleted", $"StatefulSet {set.Name}, to be made again with larger claims; its pods go on");
    }

    /// <summary>Takes back what was said, once the new set has the pods.</summary>
    public async Task EndAsync(StackObject item, JsonObject set, CancellationToken cancel)
    {
        if (item.Source.Annotation(Annotation(set.Name)) is not { } gone || gone == set.Uid) return;
        var pods = PodsOf(item, set.Name);
        if (pods.Exists(pod => pod.Controller?.Text("uid") != set.Uid)) return;
        foreach (var pod in pods.Where(pod => IsOwned(item, pod)))
            await OwnersAsync(pod, [.. pod.ObjectsAt("metadata", "ownerReferences").Where(owner => owner.Text("uid") != item.Source.Uid).Select(owner => owner.DeepClone())], cancel);
        await AnnotateAsync(item, set.Name, null, cancel);
    }

    private static string Annotation(string set) => Names.RecreatePrefix + set;

    private List<JsonObject> PodsOf(StackObject item, string set) =>
        [.. parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(pod => !pod.IsDeleting && pod.Label(Names.SetLabel) == set)];

    private static bool IsOwned(StackObject item, JsonObject pod) => pod.ObjectsAt("metadata", "ownerReferences").Any(owner => owner.Text("uid") == item.Source.Uid);

    private static JsonObject Reference(StackObject item)
    {
        var reference = item.OwnerReference;
        // The set controls its pods.
        reference["controller"] = false;
        return reference;
    }

    private async Task OwnersAsync(JsonObject pod, JsonNode[] owners, CancellationToken cancel)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray(owners), ["resourceVersion"] = pod.ResourceVersion } };
        parts.View.Of(ResourceTypes.Pods).Observe(await parts.Client.PatchAsync(ResourceTypes.Pods, pod.Key, patch, cancel), pod);
    }

    private async Task AnnotateAsync(StackObject item, string set, string? value, CancellationToken cancel)
    {
        if (item.Source.Annotation(Annotation(set)) == value) return;
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation(set)] = value } } };
        parts.View.Of(item.Kind.Type).Observe(await parts.Client.PatchAsync(item.Kind.Type, item.Key, patch, cancel), item.Source);
    }
}
