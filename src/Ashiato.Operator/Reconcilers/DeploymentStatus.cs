using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>What a Kibana or ApmServer object says about its pods.</summary>
internal static class DeploymentStatus
{
    /// <summary>Writes the status if it changed.</summary>
    /// <returns>True when nothing is left to do.</returns>
    public static async Task<bool> WriteAsync(OperatorParts parts, StackObject item, CertificateState? certificates, Association association, IReadOnlyList<Violation> violations, CancellationToken cancel)
    {
        var deployment = parts.View.Child(item, ResourceTypes.Deployments, item.Workload);
        int available = (int)(deployment?.Number("status", "availableReplicas") ?? 0);
        bool isAvailable = deployment?.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Available" && condition.Text("status") == "True") == true;
        bool isRolledOut = deployment is not null && deployment.Number("status", "observedGeneration") is { } seen && seen >= deployment.Generation
            && (deployment.Number("status", "updatedReplicas") ?? 0) == item.Count && (deployment.Number("status", "replicas") ?? 0) == item.Count && available == item.Count;
        bool isValid = violations.Count == 0;
        bool isReady = isValid && isAvailable && available > 0 && association.State is "" or Association.Established && isRolledOut;
        bool isGreen = isAvailable && available > 0 && association.State != Association.Failed;

        var conditions = new ConditionList(item.Source, parts.Time);
        conditions.Set("Valid", isValid, isValid ? "Accepted" : violations[0].Reason, string.Join("; ", violations));
        conditions.Set("Ready", isReady, isReady ? "Ready" : "NotReady");
        conditions.Set("Progressing", isValid && !isRolledOut, isRolledOut ? "Complete" : "InProgress");
        conditions.Set("Associated", association.IsEstablished, association.Reason, association.Message);
        if (certificates is not null) conditions.Set("CertificatesReady", certificates.IsReady, certificates.Reason, certificates.Message);
        LoadBalancerCondition.Set(parts, item, conditions);

        var status = new JsonObject
        {
            ["count"] = (int)(deployment?.Number("status", "replicas") ?? 0),
            ["availableNodes"] = available,
            ["selector"] = string.Join(',', item.IdentityLabels.Select(label => $"{label.Key}={label.Value}")),
            ["version"] = item.Version,
            ["health"] = isGreen ? "green" : "red",
            ["observedGeneration"] = item.Source.Generation,
            ["conditions"] = conditions.ToJson(),
            ["elasticsearchAssociationStatus"] = association.State,
        };
        if (item.Kind == StackKind.Kibana) status["associationStatus"] = association.State;
        else Server(parts, item, association, status);
        if (item.Source.Text("status", "health") == "green" && !isGreen) parts.Events.Warning(item.Source, "Unhealthy", "health went from green to red");
        await parts.Status.WriteAsync(item, status, cancel);
        return isRolledOut;
    }

    private static void Server(OperatorParts parts, StackObject item, Association association, JsonObject status)
    {
        (status["service"], status["secretTokenSecret"]) = (item.HttpService, item.Child("token"));
        if (item.IsLegacy) status["Association"] = association.State;
        var service = parts.View.Child(item, ResourceTypes.Services, item.HttpService);
        var addresses = (service is null ? [] : SubjectNames.Addresses(service)).Append($"{item.HttpService}.{item.Namespace}.svc");
        long port = service?.ObjectsAt("spec", "ports").FirstOrDefault()?.Number("port") ?? item.Kind.Port;
        status["endpoints"] = new JsonArray([.. addresses.Select(address => (JsonNode)$"{item.Scheme}://{(address.Contains(':') ? $"[{address}]" : address)}:{port}")]);
    }
}
