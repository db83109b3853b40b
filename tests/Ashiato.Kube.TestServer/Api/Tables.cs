using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>What <c>kubectl get</c> prints: the server lays the columns out.</summary>
internal sealed class Tables(TimeProvider time)
{
    private sealed record Column(string Name, string Type, int Priority, Func<JsonObject, JsonNode?> Cell);

    public JsonObject Of(ResourceInfo resource, IEnumerable<JsonObject> items, string version, string includeObject)
    {
        var columns = ColumnsOf(resource);
        var rows = new JsonArray();
        foreach (var item in items)
        {
            var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(item))]) };
            if (includeObject == "Object") row["object"] = item.DeepClone();
            else if (includeObject != "None") row["object"] = new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = item["metadata"]!.DeepClone() };
            rows.Add(row);
        }
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = version },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => (JsonNode)new JsonObject
            {
                ["name"] = column.Name, ["type"] = column.Type, ["format"] = column.Name == "Name" ? "name" : "", ["description"] = column.Name, ["priority"] = column.Priority,
            })]),
            ["rows"] = rows,
        };
    }

    private IReadOnlyList<Column> ColumnsOf(ResourceInfo resource)
    {
        var name = new Column("Name", "string", 0, item => item.Name);
        var age = Text("Age", item => Age(item.Text("metadata", "creationTimestamp")));
        if (resource.Custom is { Columns.Count: > 0 } custom) return [name, .. custom.Columns.Select(Custom)];
        return resource.Type.Kind switch
        {
            "Pod" => [name, Text("Ready", ReadyContainers), Text("Status", PodStatus), Text("Restarts", Restarts), age, Text("IP", item => item.Text("status", "podIP") ?? "<none>", 1), Text("Node", item => item.Text("spec", "nodeName") ?? "<none>", 1)],
            "Service" => [name, Text("Type", item => item.Text("spec", "type")), Text("Cluster-IP", item => item.Text("spec", "clusterIP")), Text("External-IP", ExternalAddress), Text("Port(s)", Ports), age,
                Text("Selector", item => string.Join(',', (item.ObjectAt("spec", "selector") ?? []).Select(pair => $"{pair.Key}={pair.Value}")), 1)],
            "Secret" => [name, Text("Type", item => item.Text("type")), Number("Data", item => item.ObjectAt("data")?.Count ?? 0), age],
            "ConfigMap" => [name, Number("Data", item => (item.ObjectAt("data")?.Count ?? 0) + (item.ObjectAt("binaryData")?.Count ?? 0)), age],
            "StatefulSet" => [name, Text("Ready", item => $"{item.Number("status", "readyReplicas") ?? 0}/{item.Number("spec", "replicas")}"), age],
            "Deployment" => [name, Text("Ready", item => $"{item.Number("status", "readyReplicas") ?? 0}/{item.Number("spec", "replicas")}"), Number("Up-to-date", item => item.Number("status", "updatedReplicas") ?? 0), Number("Available", item => item.Number("status", "availableReplicas") ?? 0), age],
            "PersistentVolumeClaim" => [name, Text("Status", item => item.Text("status", "phase")), Text("Volume", item => item.Text("spec", "volumeName")), Text("Capacity", item => item.Text("status", "capacity", "storage")),
                Text("Access Modes", item => string.Join(',', item.ListAt("spec", "accessModes").Select(mode => mode!.GetValue<string>() == "ReadWriteOnce" ? "RWO" : mode.GetValue<string>()))), Text("StorageClass", item => item.Text("spec", "storageClassName")), age],
            "PodDisruptionBudget" => [name, Text("Min Available", item => item.At("spec", "minAvailable")?.ToString() ?? "N/A"), Text("Max Unavailable", item => item.At("spec", "maxUnavailable")?.ToString() ?? "N/A"), Number("Allowed Disruptions", item => item.Number("status", "disruptionsAllowed") ?? 0), age],
            "Event" => [Text("Last Seen", item => Age(item.Text("lastTimestamp"))), Text("Type", item => item.Text("type")), Text("Reason", item => item.Text("reason")),
                Text("Object", item => $"{item.Text("involvedObject", "kind")?.ToLowerInvariant()}/{item.Text("involvedObject", "name")}"), Text("Message", item => item.Text("message")), new Column("Name", "string", 1, item => item.Name)],
            "Namespace" => [name, Text("Status", item => item.Text("status", "phase")), age],
            "Lease" => [name, Text("Holder", item => item.Text("spec", "holderIdentity")), age],
            "CustomResourceDefinition" => [name, Text("Created At", item => item.Text("metadata", "creationTimestamp"))],
            _ => [name, age],
        };
    }

    private Column Custom(JsonObject column)
    {
        string path = column.Text("jsonPath")!, type = column.Text("type") ?? "string";
        string name = column.Text("name")!;
        int priority = (int)(column.Number("priority") ?? 0);
        return type == "date"
            ? new Column(name, "date", priority, item => JsonPaths.Find(item, path) is { } since ? Age(since.ToString()) : null)
            : new Column(name, type, priority, item => JsonPaths.Find(item, path)?.DeepClone());
    }

    private static Column Text(string name, Func<JsonObject, string?> cell, int priority = 0) => new(name, "string", priority, item => cell(item) ?? "<none>");

    private static Column Number(string name, Func<JsonObject, long> cell) => new(name, "integer", 0, item => cell(item));

    private string Age(string? since) => KubeTime.TryParse(since, out var then) ? Ages.Of(time.GetUtcNow() - then) : "<unknown>";

    private static string ReadyContainers(JsonObject pod) =>
        $"{pod.ObjectsAt("status", "containerStatuses").Count(status => status.Flag("ready") == true)}/{pod.ObjectsAt("spec", "containers").Count()}";

    private static string PodStatus(JsonObject pod)
    {
        if (pod.IsDeleting) return "Terminating";
        var statuses = pod.ObjectsAt("status", "initContainerStatuses").Concat(pod.ObjectsAt("status", "containerStatuses"));
        string? waiting = statuses.Select(status => status.Text("state", "waiting", "reason")).FirstOrDefault(reason => reason is not null and not "PodInitializing");
        return waiting ?? pod.Text("status", "phase") ?? "Pending";
    }

    private static string Restarts(JsonObject pod) =>
        pod.ObjectsAt("status", "containerStatuses").Sum(status => status.Number("restartCount") ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string ExternalAddress(JsonObject service)
    {
        var addresses = service.ObjectsAt("status", "loadBalancer", "ingress").Select(ingress => ingress.Text("ip") ?? ingress.Text("hostname")).ToList();
        if (addresses.Count > 0) return string.Join(',', addresses);
        return service.Text("spec", "type") == "LoadBalancer" ? "<pending>" : "<none>";
    }

    private static string Ports(JsonObject service) => string.Join(',', service.ObjectsAt("spec", "ports").Select(port =>
        port.Number("nodePort") is > 0 and { } node ? $"{port.Number("port")}:{node}/{port.Text("protocol")}" : $"{port.Number("port")}/{port.Text("protocol")}"));
}
