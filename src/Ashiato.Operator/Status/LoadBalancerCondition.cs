using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Whether an object that is reached by a load balancer has an address there.</summary>
internal static class LoadBalancerCondition
{
    private const string Type = "LoadBalancerReady";
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    public static void Set(OperatorParts parts, StackObject item, ConditionList conditions)
    {
        var service = parts.View.Child(item, ResourceTypes.Services, item.HttpService);
        if (service?.Text("spec", "type") != "LoadBalancer") return;
        var addresses = SubjectNames.Addresses(service).ToList();
        if (addresses.Count > 0)
        {
            conditions.Set(Type, true, "AddressKnown", string.Join(", ", addresses));
            bool hasWaited = item.Source.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == Type && condition.Text("status") == "False");
            if (hasWaited) parts.Events.Normal(item.Source, Type, $"Service {service.Name} has {string.Join(", ", addresses)}");
            return;
        }
        bool isLong = KubeTime.TryParse(service.Text("metadata", "creationTimestamp"), out var made) && parts.Time.GetUtcNow() - made > s_long;
        conditions.Set(Type, false, "Pending", isLong ? "the cluster has given no address for 5 minutes; does it have a load balancer? type NodePort or ClusterIP do without" : "");
        if (isLong) parts.Events.Warning(item.Source, "LoadBalancerPending", $"Service {service.Name} has had no address for 5 minutes");
    }
}
