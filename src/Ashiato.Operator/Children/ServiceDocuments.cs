using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Children;

/// <summary>The Services of an object. What the cluster adds to them is never mentioned, and so stays.</summary>
internal static class ServiceDocuments
{
    /// <summary>Where nodes reach each other.</summary>
    public const int TransportPort = 9300;

    /// <summary>The Service that people and agents reach, with what the object's template says.</summary>
    public static JsonObject Http(StackObject item)
    {
        var template = item.Spec.ObjectAt("http", "service");
        return Templated(item, item.HttpService, template, Plain(item));
    }

    /// <summary>A Service with what a template says, and what it leaves out.</summary>
    private static JsonObject Templated(StackObject item, string name, JsonObject? template, JsonObject otherwise)
    {
        var spec = template?.ObjectAt("spec")?.DeepClone() as JsonObject ?? [];
        if (spec["ports"] is JsonArray { Count: 0 }) spec.Remove("ports");
        foreach (var (field, value) in otherwise)
            if (!spec.ContainsKey(field)) spec[field] = value?.DeepClone();
        var document = New(item, name, spec);
        foreach (var (label, value) in template?.ObjectAt("metadata", "labels") ?? [])
            if (!document.Metadata.Child("labels").ContainsKey(label)) document.Metadata.Child("labels")[label] = value?.DeepClone();
        if (template?.ObjectAt("metadata", "annotations") is { } annotations) document.Metadata["annotations"] = annotations.DeepClone();
        return document;
    }

    /// <summary>The first field that a Service keeps for life and that a document wants otherwise; <see langword="null"/> for none. Source: Kubernetes API reference, ServiceSpec.</summary>
    public static string? FixedDifference(JsonObject document, JsonObject existing)
    {
        foreach (string field in (string[])["clusterIP", "loadBalancerClass"])
            if (document.Text("spec", field) is { Length: > 0 } wanted && existing.Text("spec", field) is { } has && wanted != has) return field;
        // Of two families the first is for life.
        string? first = document.ListAt("spec", "ipFamilies").FirstOrDefault()?.ToString();
        return first is not null && existing.ListAt("spec", "ipFamilies").FirstOrDefault()?.ToString() is { } had && first != had ? "ipFamilies" : null;
    }

    /// <summary>The Service that other parts reach the store by.</summary>
    public static JsonObject Internal(StackObject item) => New(item, item.InternalService, Plain(item));

    /// <summary>A second name of the store's Service.</summary>
    public static JsonObject Alias(StackObject item)
    {
        var document = New(item, item.AliasService, Plain(item));
        document.Metadata.Child("labels")[Names.AliasOf] = item.HttpService;
        return document;
    }

    /// <summary>The Service by which nodes find each other.</summary>
    public static JsonObject Transport(StackObject item) => Templated(item, item.Child("transport"), item.Spec.ObjectAt("transport", "service"), new JsonObject
    {
        ["type"] = "ClusterIP",
        ["clusterIP"] = "None",
        ["publishNotReadyAddresses"] = true,
        ["selector"] = item.IdentityLabels,
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "tls-transport", ["port"] = TransportPort, ["protocol"] = "TCP", ["targetPort"] = TransportPort }),
    });

    /// <summary>The Service that gives the pods of a StatefulSet their names.</summary>
    public static JsonObject Governing(StackObject item, NodeGroup group) => New(item, item.StatefulSet(group), new JsonObject
    {
        ["type"] = "ClusterIP",
        ["clusterIP"] = "None",
        ["selector"] = item.IdentityLabels,
        ["ports"] = Ports(item),
    });

    private static JsonObject Plain(StackObject item) => new() { ["type"] = "ClusterIP", ["selector"] = item.IdentityLabels, ["ports"] = Ports(item) };

    private static JsonArray Ports(StackObject item) => new(new JsonObject { ["name"] = item.Scheme, ["port"] = item.Kind.Port, ["protocol"] = "TCP", ["targetPort"] = item.Kind.Port });

    private static JsonObject New(StackObject item, string name, JsonObject spec)
    {
        var document = ChildDocuments.New(item, ResourceTypes.Services, name);
        document["spec"] = spec;
        return document;
    }
}
