using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Says how many pods may be disturbed.</summary>
internal sealed class Budgets(ClusterObjects cluster) : IController
{
    public async Task StepAsync()
    {
        foreach (var budget in cluster.All(BuiltInResources.Budgets).Where(budget => !budget.IsDeleting))
        {
            var pods = cluster.All(BuiltInResources.Pods).Where(pod => pod.Namespace == budget.Namespace && Selectors.Matches(budget.ObjectAt("spec", "selector"), pod)).ToList();
            int healthy = pods.Count(ClusterObjects.IsReady);
            long desired = budget.Number("spec", "minAvailable") ?? pods.Count - (budget.Number("spec", "maxUnavailable") ?? 0);
            await cluster.SetStatusAsync(BuiltInResources.Budgets, budget.Key, new JsonObject
            {
                ["observedGeneration"] = budget.Generation,
                ["expectedPods"] = pods.Count,
                ["currentHealthy"] = healthy,
                ["desiredHealthy"] = Math.Max(0, desired),
                ["disruptionsAllowed"] = Math.Max(0, healthy - desired),
            });
        }
    }
}
