using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>What a Kibana or ApmServer object says about its pods.</summary>
internal sealed class DeploymentStatus(OperatorParts parts)
{
    private readonly AgentTraffic _traffic = new(parts);

    /// <summary>Writes the status of an object that cannot be, if it changed.</summary>
    public Task WriteAsync(StackObject item, IReadOnlyList<Violation> violations, CancellationToken cancel) =>
        WriteAsync(item, new DeploymentSight(null, Association.None, Association.None, PodsSeen.Nothing, new VersionOrder(item.Version, null)), violations, cancel);

    /// <summary>Writes the status if it changed.</summary>
    /// <returns>True when nothing is left to do.</returns>
    public Task<bool> WriteAsync(StackObject item, DeploymentSight sight, CancellationToken cancel) => WriteAsync(item, sight, [], cancel);

    private async Task<bool> WriteAsync(StackObject item, DeploymentSight sight, IReadOnlyList<Violation> violations, CancellationToken cancel)
    {
        var (certificates, association, console, pods, order) = sight;
        var ownPods = parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(pod => !pod.IsDeleting).ToList();
        var deployment = parts.View.Child(item, ResourceTypes.Deployments, item.Workload);
        int available = (int)(deployment?.Number("status", "availableReplicas") ?? 0);
        bool isAvailable = deployment?.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Available" && condition.Text("status") == "True") == true;
        bool isRolledOut = deployment is not null && deployment.Number("status", "observedGeneration") is { } seen && seen >= deployment.Generation
            && (deployment.Number("status", "updatedReplicas") ?? 0) == item.Count && (deployment.Number("status", "replicas") ?? 0) == item.Count && available == item.Count;
        bool isValid = violations.Count == 0;
        bool isReady = isValid && sight.Failure is null && isAvailable && available > 0 && IsSettled(association) && IsSettled(console) && isRolledOut;
        bool isGreen = isAvailable && available > 0 && association.State != Association.Failed;

        var conditions = new ConditionList(item.Source, parts.Time);
        conditions.Set("Valid", isValid, isValid ? "Accepted" : violations[0].Reason, isValid ? IneffectiveFields.Sentence(item) : string.Join("; ", violations));
        var held = item.HoldsPod ? HeldPods(item) : [];
        conditions.Set("Ready", isReady, isReady ? "Ready" : item.HoldsPod ? "Suspended" : "NotReady", held.Count > 0 ? PodTemplates.HeldSentence(held) + "; the others serve" : "");
        if (isValid) ProgressCondition.Set(parts, item, new Progress(!isRolledOut || sight.Failure is not null, (deployment?.Number("status", "replicas") ?? 0) > (deployment?.Number("status", "updatedReplicas") ?? 0), order.Waits), ownPods, conditions);
        else ProgressCondition.SetHalted("Invalid", conditions);
        var lacking = IsSettled(console) ? association : console;
        conditions.Set("Associated", lacking.IsEstablished, lacking.Reason, lacking.Message);
        CertificatesCondition.Set(certificates, conditions);
        ClientTrust.Set(parts, item, certificates, conditions);
        DegradedCondition.Set(parts, item, isGreen ? "green" : "red", sight.Failure, null, conditions);
        LoadBalancerCondition.Set(parts, item, conditions);
        CertificateServedCondition.Set(parts, item, pods, conditions);
        if (item.Kind == StackKind.ApmServer) _traffic.Set(item, pods, conditions);

        var status = new JsonObject
        {
            ["count"] = (int)(deployment?.Number("status", "replicas") ?? 0),
            ["availableNodes"] = available,
            ["selector"] = string.Join(',', item.IdentityLabels.Select(label => $"{label.Key}={label.Value}")),
            ["version"] = RunningVersion.Of(item, ownPods),
            ["health"] = isGreen ? "green" : "red",
            ["observedGeneration"] = sight.Failure is null ? item.Source.Generation : item.Source.Number("status", "observedGeneration") ?? 0,
            ["conditions"] = conditions.ToJson(),
            ["elasticsearchAssociationStatus"] = association.State,
        };
        if (item.Kind == StackKind.Kibana) status["associationStatus"] = association.State;
        else Server(item, sight, status);
        // A Deployment that has just been scaled up lacks what was not there before.
        bool hasGrown = available > 0 && item.Source.Number("status", "count") < item.Count;
        if (item.Source.Text("status", "health") == "green" && !isGreen && !hasGrown) parts.Events.Warning(item.Source, "Unhealthy", "health went from green to red");
        await parts.Status.WriteAsync(item, status, cancel);
        return isRolledOut;
    }

    private List<string> Named(StackObject item, IEnumerable<string> addresses)
    {
        if (KeyPair.Split(parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-certs-internal"))?.SecretText("tls.crt")) is not [var first, ..]) return [];
        using var served = X509Certificate2.CreateFromPem(first);
        return [.. addresses.Where(address => served.MatchesHostname(address))];
    }

    private List<string> HeldPods(StackObject item) =>
        [.. parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(pod => pod.ObjectsAt("spec", "initContainers").Any(container => container.Text("name") == PodTemplates.HoldingContainer)).Select(pod => pod.Name).Order(StringComparer.Ordinal)];

    private static bool IsSettled(Association association) => association.State is "" or Association.Established;

    private void Server(StackObject item, DeploymentSight sight, JsonObject status)
    {
        status["kibanaAssociationStatus"] = sight.Console.State;
        (status["service"], status["secretTokenSecret"]) = (item.HttpService, item.Child("token"));
        if (item.IsLegacy) status["Association"] = sight.Store.State;
        var service = parts.View.Child(item, ResourceTypes.Services, item.HttpService);
        var addresses = (service is null ? [] : SubjectNames.Addresses(service)).Append($"{item.HttpService}.{item.Namespace}.svc");
        // Where the certificate does not name an address, agents would refuse it.
        if (item.HasTls) addresses = Named(item, addresses);
        long port = service?.ObjectsAt("spec", "ports").FirstOrDefault()?.Number("port") ?? item.Kind.Port;
        status["endpoints"] = new JsonArray([.. addresses.Select(address => (JsonNode)$"{item.Scheme}://{(address.Contains(':') ? $"[{address}]" : address)}:{port}")]);
    }
}
