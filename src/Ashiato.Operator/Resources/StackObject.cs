using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Resources;

/// <summary>An object that somebody declared, in either form.</summary>
/// <remarks>
/// Legacy form has <c>nodes</c> or <c>nodeCount</c>, v1 form <c>nodeSets</c> or <c>count</c>. The form counts, not the API version, which is not kept.
/// </remarks>
internal sealed record StackObject(StackKind Kind, JsonObject Source)
{
    public string Name => Source.Name;

    public string Namespace => Source.Namespace;

    public ObjectKey Key => Source.Key;

    public JsonObject Spec { get; } = Source.ObjectAt("spec") ?? [];

    public bool IsLegacy => Spec.ContainsKey(Kind == StackKind.Elasticsearch ? "nodes" : "nodeCount");

    /// <summary>The version of Elastic's stack that the object is to be compatible with.</summary>
    public string Version => Spec.Text("version") ?? "";

    /// <summary>The nodes of a store.</summary>
    public IReadOnlyList<NodeGroup> Groups => [.. Spec.ObjectsAt(IsLegacy ? "nodes" : "nodeSets").Select((entry, index) => new NodeGroup(entry, index, IsLegacy))];

    /// <summary>How many pods there shall be.</summary>
    public int Count => Kind == StackKind.Elasticsearch ? Groups.Sum(group => group.Count) : (int)(Spec.Number(IsLegacy ? "nodeCount" : "count") ?? 0);

    /// <summary>False when TLS was turned off, and no certificate of one's own turns it on again.</summary>
    public bool HasTls => CertificateSecret is not null || Spec.Flag("http", "tls", "selfSignedCertificate", "disabled") != true;

    /// <summary>True when clients shall show a certificate.</summary>
    public bool AsksClients => HasTls && Spec.Flag("http", "tls", "client", "authentication") == true;

    /// <summary>Secrets with authorities of one's own, whose certificates clients may show besides those of the object's authority.</summary>
    public IReadOnlyList<string> ClientAuthorities => (Source.Annotation(Names.ClientAuthorities) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public string Scheme => HasTls ? "https" : "http";

    /// <summary>A Secret with a certificate of one's own.</summary>
    public string? CertificateSecret => Spec.Text("http", "tls", "certificate", "secretName") is { Length: > 0 } name ? name : null;

    /// <summary>The store that the object belongs to; <see langword="null"/> for none.</summary>
    public ObjectReference? Store => ObjectReference.Of(Spec.ObjectAt("elasticsearchRef"));

    /// <summary>The console that belongs to a server; <see langword="null"/> for none.</summary>
    public ObjectReference? Console => ObjectReference.Of(Spec.ObjectAt("kibanaRef"));

    /// <summary>The pods that shall be held before they start, for somebody to look around in.</summary>
    public IReadOnlySet<string> Suspended => (Source.Annotation(Names.Suspend) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    /// <summary>False when a store shall have no user <c>elastic</c>: people are added by <c>ashiato users</c> then.</summary>
    public bool HasElasticUser => Spec.Flag("auth", "disableElasticUser") != true;

    /// <summary>The nodes of a group that are held.</summary>
    public IEnumerable<string> SuspendedOf(NodeGroup group) => Enumerable.Range(0, Math.Max(0, group.Count)).Select(ordinal => $"{this.StatefulSet(group)}-{ordinal}").Where(Suspended.Contains);

    /// <summary>True when a pod of a console or server shall be held. Their names are new with each pod, so any name that one has or had means the object.</summary>
    public bool HoldsPod => Suspended.Any(name => name == this.Workload || name.StartsWith(this.Workload + "-", StringComparison.Ordinal));

    /// <summary>True when nothing but reading is wanted of the operator.</summary>
    public bool IsPaused => Source.Annotation(Names.Managed) == "false" || Source.Annotation(Names.Pause) == "true";

    /// <summary>The labels by which all children are found.</summary>
    public JsonObject IdentityLabels => new() { [Names.TypeLabel] = Kind.TypeLabel, [Kind.NameLabel] = Name };

    /// <summary>A reference from a child to the object.</summary>
    public JsonObject OwnerReference => new()
    {
        ["apiVersion"] = Kind.Type.ApiVersion,
        ["kind"] = Kind.Type.Kind,
        ["name"] = Name,
        ["uid"] = Source.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>The value of a setting of <c>config</c>, written with dots or nested.</summary>
    public static JsonNode? Setting(JsonObject? config, string name)
    {
        if (config is null) return null;
        if (config[name] is { } direct) return direct;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        while (dot > 0)
        {
            if (config[name[..dot]] is JsonObject inner && Setting(inner, name[(dot + 1)..]) is { } found) return found;
            dot = name.IndexOf('.', dot + 1);
        }
        return null;
    }
}
