using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Stores;

/// <summary>A pod that is to be replaced and must not go yet.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Predicate">The rule that keeps it.</param>
/// <param name="Why">Why.</param>
internal sealed record HeldBack(string Pod, string Predicate, string Why)
{
    /// <summary>What somebody who waits should know.</summary>
    public string Sentence => $"pod {Pod} is not replaced yet: {Why}; annotate the object with {Names.DisableUpgradePredicates}={Predicate} to go on regardless";
}

/// <summary>When a pod of a store may be replaced. The names are those that annotations for Elastic's operator use.</summary>
/// <remarks>Rules about copies of data on other nodes have no meaning for an embedded store, whose data is on its volume and nowhere else.</remarks>
internal static class UpgradePredicates
{
    private const string Terminating = "skip_already_terminating_pods", Unavailable = "do_not_restart_healthy_node_if_MaxUnavailable_reached", Green = "only_restart_healthy_node_if_green_or_yellow";

    /// <summary>The first rule that keeps a pod; <see langword="null"/> when it may go.</summary>
    /// <param name="item">The store.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="pods">All pods of its set.</param>
    public static HeldBack? Against(StackObject item, JsonObject pod, IReadOnlyList<JsonObject> pods)
    {
        // Not for anybody to disable: a pod ends once.
        if (pod.IsDeleting || pods.Any(one => one.IsDeleting)) return new HeldBack(pod.Name, Terminating, "a pod is on its way out");
        // A pod that is not ready may always go: a bad specification must be mendable.
        if (!StoreObservation.IsReady(pod)) return null;
        int unavailable = pods.Count(one => !StoreObservation.IsReady(one));
        long most = item.Spec.Number("updateStrategy", "changeBudget", "maxUnavailable") ?? 1;
        if (most >= 0 && unavailable >= most && !IsDisabled(item, Unavailable))
            return new HeldBack(pod.Name, Unavailable, string.Create(CultureInfo.InvariantCulture, $"{unavailable} of the set are unavailable, and spec.updateStrategy.changeBudget.maxUnavailable is {most}"));
        if (item.Source.Text("status", "health") == "red" && !IsDisabled(item, Green)) return new HeldBack(pod.Name, Green, "the store's health is red");
        return null;
    }

    private static bool IsDisabled(StackObject item, string predicate) =>
        (item.Source.Annotation(Names.DisableUpgradePredicates) ?? "").Split(',', StringSplitOptions.TrimEntries).Any(name => name == "*" || name == predicate);
}
