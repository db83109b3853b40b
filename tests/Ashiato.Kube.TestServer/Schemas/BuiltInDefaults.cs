using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Schemas;

/// <summary>What the real server fills into built-in kinds, as far as somebody here relies on it.</summary>
/// <remarks>Source: Kubernetes API reference, the defaults of each field.</remarks>
internal sealed class BuiltInDefaults(Func<string, string> allocateAddress, Func<int> allocateNodePort)
{
    public void Fill(ResourceInfo resource, JsonObject item)
    {
        switch (resource.Type.Kind)
        {
            case "Service":
                Service(item);
                break;
            case "Secret":
                Secret(item);
                break;
            case "Pod":
                PodSpec(item.Child("spec"));
                item.Child("status");
                break;
            case "StatefulSet":
                StatefulSet(item);
                break;
            case "Deployment":
                Deployment(item);
                break;
            case "PersistentVolumeClaim":
                Or(item.Child("spec"), "volumeMode", "Filesystem");
                Or(item.Child("spec"), "storageClassName", "standard");
                break;
            case "Namespace":
                if (!item.IsDeleting) item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
                break;
            case "ValidatingWebhookConfiguration":
                foreach (var webhook in item.ObjectsAt("webhooks")) (webhook["timeoutSeconds"], webhook["matchPolicy"], webhook["failurePolicy"]) =
                    (webhook["timeoutSeconds"]?.DeepClone() ?? 10, webhook["matchPolicy"]?.DeepClone() ?? "Equivalent", webhook["failurePolicy"]?.DeepClone() ?? "Fail");
                break;
        }
    }

    /// <summary>Puts the real value below a name unless there is one.</summary>
    private static void Or(JsonObject map, string name, JsonNode value)
    {
        if (!map.ContainsKey(name)) map[name] = value;
    }

    private void Service(JsonObject service)
    {
        var spec = service.Child("spec");
        Or(spec, "type", "ClusterIP");
        Or(spec, "sessionAffinity", "None");
        Or(spec, "internalTrafficPolicy", "Cluster");
        Or(spec, "ipFamilies", new JsonArray("IPv4"));
        Or(spec, "ipFamilyPolicy", "SingleStack");
        if (!spec.ContainsKey("clusterIP")) spec["clusterIP"] = allocateAddress("service");
        Or(spec, "clusterIPs", new JsonArray(spec["clusterIP"]!.DeepClone()));
        string type = spec.Text("type")!;
        bool isOpen = type is "NodePort" or "LoadBalancer";
        if (isOpen) Or(spec, "externalTrafficPolicy", "Cluster");
        if (type == "LoadBalancer") Or(spec, "allocateLoadBalancerNodePorts", true);
        foreach (var port in spec.ObjectsAt("ports"))
        {
            Or(port, "protocol", "TCP");
            if (!port.ContainsKey("targetPort")) port["targetPort"] = port["port"]?.DeepClone();
            if (isOpen && port.Number("nodePort") is null or 0) port["nodePort"] = allocateNodePort();
            if (!isOpen) port.Remove("nodePort");
        }
        Or(service, "status", new JsonObject { ["loadBalancer"] = new JsonObject() });
    }

    private static void Secret(JsonObject secret)
    {
        Or(secret, "type", "Opaque");
        if (secret.Text("type") == "") secret["type"] = "Opaque";
        if (secret.ObjectAt("stringData") is not { } plain) return;
        foreach (var (name, value) in plain) secret.Child("data")[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value!.GetValue<string>()));
        secret.Remove("stringData");
    }

    private static void StatefulSet(JsonObject set)
    {
        var spec = set.Child("spec");
        Or(spec, "replicas", 1);
        Or(spec, "podManagementPolicy", "OrderedReady");
        Or(spec, "revisionHistoryLimit", 10);
        Or(spec.Child("updateStrategy"), "type", "RollingUpdate");
        Or(spec, "persistentVolumeClaimRetentionPolicy", new JsonObject { ["whenDeleted"] = "Retain", ["whenScaled"] = "Retain" });
        Template(spec);
        foreach (var claim in spec.ObjectsAt("volumeClaimTemplates"))
        {
            Or(claim, "apiVersion", "v1");
            Or(claim, "kind", "PersistentVolumeClaim");
            Or(claim.Child("spec"), "volumeMode", "Filesystem");
            Or(claim, "status", new JsonObject { ["phase"] = "Pending" });
        }
    }

    private static void Deployment(JsonObject deployment)
    {
        var spec = deployment.Child("spec");
        Or(spec, "replicas", 1);
        Or(spec, "revisionHistoryLimit", 10);
        Or(spec, "progressDeadlineSeconds", 600);
        var strategy = spec.Child("strategy");
        Or(strategy, "type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            Or(strategy.Child("rollingUpdate"), "maxSurge", "25%");
            Or(strategy.Child("rollingUpdate"), "maxUnavailable", "25%");
        }
        Template(spec);
    }

    private static void Template(JsonObject spec)
    {
        if (!Selectors.Matches(spec.ObjectAt("selector"), spec.Child("template")))
            throw new ApiError(422, "Invalid", "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`");
        PodSpec(spec.Child("template").Child("spec"));
    }

    private static void PodSpec(JsonObject spec)
    {
        Or(spec, "restartPolicy", "Always");
        Or(spec, "terminationGracePeriodSeconds", 30);
        Or(spec, "dnsPolicy", "ClusterFirst");
        Or(spec, "schedulerName", "default-scheduler");
        Or(spec, "securityContext", new JsonObject());
        Or(spec, "serviceAccountName", "default");
        foreach (var container in spec.ObjectsAt("containers").Concat(spec.ObjectsAt("initContainers")))
        {
            if (container.Text("name") is not { Length: > 0 }) throw new ApiError(422, "Invalid", "spec.containers[].name: Required value");
            if (container.Text("image") is not { Length: > 0 }) throw new ApiError(422, "Invalid", "spec.containers[].image: Required value");
            Or(container, "imagePullPolicy", "IfNotPresent");
            Or(container, "terminationMessagePath", "/dev/termination-log");
            Or(container, "terminationMessagePolicy", "File");
            Or(container, "resources", new JsonObject());
            foreach (var port in container.ObjectsAt("ports")) Or(port, "protocol", "TCP");
            foreach (string probe in (string[])["readinessProbe", "livenessProbe", "startupProbe"])
                if (container.ObjectAt(probe) is { } given) Probe(given);
            foreach (var variable in container.ObjectsAt("env"))
                if (variable.ObjectAt("valueFrom", "fieldRef") is { } field) Or(field, "apiVersion", "v1");
        }
        foreach (var volume in spec.ObjectsAt("volumes"))
        {
            if (volume.ObjectAt("secret") is { } secret) Or(secret, "defaultMode", 420);
            if (volume.ObjectAt("configMap") is { } map) Or(map, "defaultMode", 420);
            if (volume.ObjectAt("projected") is { } projected) Or(projected, "defaultMode", 420);
        }
    }

    private static void Probe(JsonObject probe)
    {
        Or(probe, "timeoutSeconds", 1);
        Or(probe, "periodSeconds", 10);
        Or(probe, "successThreshold", 1);
        Or(probe, "failureThreshold", 3);
        if (probe.ObjectAt("httpGet") is { } get)
        {
            Or(get, "scheme", "HTTP");
            Or(get, "path", "/");
        }
    }

    /// <summary>Refuses changes that the real server refuses.</summary>
    public static void CheckChange(ResourceInfo resource, JsonObject before, JsonObject after)
    {
        string[] frozen = resource.Type.Kind switch
        {
            "StatefulSet" => ["selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"],
            "Deployment" => ["selector"],
            "Pod" => ["volumes", "nodeName", "serviceAccountName"],
            "PersistentVolumeClaim" => ["accessModes", "storageClassName", "volumeMode"],
            "Service" => before.Text("spec", "type") == after.Text("spec", "type") ? ["clusterIP", "loadBalancerClass"] : [],
            _ => [],
        };
        foreach (string field in frozen.Where(field => before.At("spec", field) is { } known && !JsonNode.DeepEquals(known, after.At("spec", field))))
            throw ApiError.Invalid(resource, after.Name, [("FieldValueForbidden", "spec", resource.Type.Kind == "StatefulSet"
                ? "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
                : $"Forbidden: field is immutable: {field}")]);
        if (resource.Type.Kind == "Secret" && before.Text("type") != after.Text("type"))
            throw ApiError.Invalid(resource, after.Name, [("FieldValueInvalid", "type", "Invalid value: field is immutable")]);
        if (resource.Type.Kind == "PersistentVolumeClaim") CheckGrowth(resource, before, after);
    }

    private static void CheckGrowth(ResourceInfo resource, JsonObject before, JsonObject after)
    {
        string? was = before.Text("spec", "resources", "requests", "storage"), will = after.Text("spec", "resources", "requests", "storage");
        if (was == will || !Quantity.TryParse(was, out var had) || !Quantity.TryParse(will, out var wants)) return;
        if (wants.Value < had.Value) throw ApiError.Invalid(resource, after.Name, [("FieldValueForbidden", "spec.resources.requests.storage", "Forbidden: field can not be less than previous value")]);
        if (before.Text("spec", "storageClassName") == "fixed")
            throw new ApiError(403, "Forbidden", $"persistentvolumeclaims \"{after.Name}\" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    /// <summary>Refuses what no kind may have.</summary>
    public static void Check(ResourceInfo resource, JsonObject item)
    {
        if (resource.Type.Kind == "Secret")
        {
            foreach (var (name, value) in item.ObjectAt("data") ?? [])
                if (value is not JsonValue text || !Convert.TryFromBase64String(text.GetValue<string>(), new byte[text.GetValue<string>().Length], out _))
                    throw ApiError.BadRequest($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in {name}");
            if (item.ToJsonString().Length > 2 << 20) throw ApiError.Invalid(resource, item.Name, [("FieldValueTooLong", "data", "Too long: may not be more than 1048576 bytes")]);
        }
        if (resource.Type.Kind == "Service")
        {
            var names = item.ObjectsAt("spec", "ports").Select(port => port.Text("name") ?? "").ToList();
            if (names.Count > 1 && names.Contains("")) throw ApiError.Invalid(resource, item.Name, [("FieldValueRequired", "spec.ports[0].name", "Required value")]);
            int port = item.ObjectsAt("spec", "ports").Select((value, index) => value.Number("port") is null ? index : -1).FirstOrDefault(index => index >= 0, -1);
            if (port >= 0) throw ApiError.Invalid(resource, item.Name, [("FieldValueInvalid", string.Create(CultureInfo.InvariantCulture, $"spec.ports[{port}].port"), "Invalid value: 0: must be between 1 and 65535, inclusive")]);
        }
        foreach (var (name, value) in item.ObjectAt("metadata", "labels") ?? [])
            if (value!.GetValue<string>().Length > 63) throw ApiError.Invalid(resource, item.Name, [("FieldValueInvalid", "metadata.labels", $"Invalid value: \"{value}\": must be no more than 63 bytes ({name})")]);
    }
}
