using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Brings the image of a new version of the operator to one object after the other, the oldest first, so that one that does not run stops at the first.</summary>
/// <remarks>
/// Nothing is remembered: who has the image, who is on the way and who is next, follows from what there is, so any operator goes on where another ended. An object whose author changes something
/// waits for nobody, and takes the image with the change.
/// </remarks>
internal sealed class RolloutOrder(OperatorParts parts)
{
    /// <summary>What an object waits for, as a sentence; <see langword="null"/> when it may go on.</summary>
    public string? WaitsFor(StackObject item)
    {
        if (!Needs(item)) return null;
        var all = StackKind.All.SelectMany(kind => parts.View.Of(kind.Type).Objects.Select(source => new StackObject(kind, source))).Where(one => !one.IsPaused && !one.Source.IsDeleting).ToList();
        var underWay = all.Where(IsUnderWay).ToList();
        var next = all.Where(Needs).OrderBy(one => one.Source.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).ThenBy(one => one.Key.ToString(), StringComparer.Ordinal).ThenBy(one => one.Kind.Suffix, StringComparer.Ordinal)
            .Take(Math.Max(0, parts.Options.MaxConcurrentRollouts - underWay.Count)).ToList();
        if (next.Exists(one => one.Source.Uid == item.Source.Uid) || underWay.Concat(next).FirstOrDefault() is not { } before) return null;
        return string.Create(CultureInfo.InvariantCulture, $"image {parts.Options.Image} waits until {before.Kind.Type.Kind} {before.Key} has it; {parts.Options.MaxConcurrentRollouts} at a time (--max-concurrent-rollouts)");
    }

    /// <summary>True when pods run another image of the operator's choice than they shall, and nothing but that is to change.</summary>
    private bool Needs(StackObject item) =>
        item.Source.Number("status", "observedGeneration") == item.Source.Generation
        && item.Source.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Valid" && condition.Text("status") == "True")
        && (item.Kind != StackKind.Elasticsearch || !StoreNodes.NeedsReplicas(item))
        && (item.Kind == StackKind.Elasticsearch || item.Source.Annotation(Names.Association) is not null)
        && Workloads(item).Any(work => Image(item, work.ObjectAt("spec", "template", "spec")) != parts.Options.Image);

    /// <summary>True while an object's pods become those of the image.</summary>
    private bool IsUnderWay(StackObject item)
    {
        var workloads = Workloads(item).ToList();
        if (workloads.Count == 0 || workloads.Exists(work => Image(item, work.ObjectAt("spec", "template", "spec")) != parts.Options.Image)) return false;
        return ProgressCondition.WasUpgrading(item) || parts.View.ChildrenOf(item, ResourceTypes.Pods).Any(pod => Image(item, pod.ObjectAt("spec")) != parts.Options.Image);
    }

    /// <summary>What runs the pods of an object, where the operator says which image it is.</summary>
    private IEnumerable<JsonObject> Workloads(StackObject item)
    {
        var groups = item.Kind == StackKind.Elasticsearch ? item.Groups.Select(group => (ResourceTypes.StatefulSets, Name: item.StatefulSet(group), group.PodTemplate)) : [(ResourceTypes.Deployments, item.Workload, item.Spec.ObjectAt("podTemplate"))];
        foreach (var (type, name, template) in groups)
        {
            if (PodTemplates.ImageOf(item, template, parts.Options.Image) != parts.Options.Image) continue;
            if (parts.View.Child(item, type, name) is { } work && work.Controller?.Text("uid") == item.Source.Uid) yield return work;
        }
    }

    private static string? Image(StackObject item, JsonObject? spec) => spec?.ObjectsAt("containers").FirstOrDefault(container => container.Text("name") == item.Kind.Container)?.Text("image");
}
