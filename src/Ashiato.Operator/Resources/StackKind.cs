using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Resources;

/// <summary>One of the three kinds of objects that people declare.</summary>
/// <param name="Type">The resource, in the version that the operator reads.</param>
/// <param name="Suffix">What the names of children have after the object's own.</param>
/// <param name="TypeLabel">The value of <see cref="Names.TypeLabel"/> on children.</param>
/// <param name="NameLabel">The label that holds the object's name on children.</param>
/// <param name="Container">The main container.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Role">The program's command.</param>
/// <param name="ConfigKey">The key of the Secret that holds the settings.</param>
/// <param name="MemoryMebibytes">The memory that a pod asks for and may use, unless it says otherwise.</param>
internal sealed record StackKind(
    ResourceType Type, string Suffix, string TypeLabel, string NameLabel, string Container, int Port, string Role, string ConfigKey, int MemoryMebibytes)
{
    public static readonly StackKind Elasticsearch = new(
        new ResourceType("elasticsearch.k8s.elastic.co", "v1", "Elasticsearch", "elasticsearches"), "es", "elasticsearch", "elasticsearch.k8s.elastic.co/cluster-name", "elasticsearch", 9200, "store", "elasticsearch.yml", 512);

    public static readonly StackKind Kibana = new(
        new ResourceType("kibana.k8s.elastic.co", "v1", "Kibana", "kibanas"), "kb", "kibana", "kibana.k8s.elastic.co/name", "kibana", 5601, "console", "kibana.yml", 256);

    public static readonly StackKind ApmServer = new(
        new ResourceType("apm.k8s.elastic.co", "v1", "ApmServer", "apmservers"), "apm", "apm-server", "apm.k8s.elastic.co/name", "apm-server", 8200, "server", "apm-server.yml", 256);

    public static IReadOnlyList<StackKind> All { get; } = [Elasticsearch, Kibana, ApmServer];

    /// <summary>The label that holds the version of a pod.</summary>
    public string VersionLabel => $"{Type.Group}/version";

    /// <summary>The name of the controller in logs.</summary>
    public string Controller => $"{(this == ApmServer ? "apmserver" : TypeLabel)}-controller";

    /// <summary>The kind of a child, by its labels; <see langword="null"/> when it is nobody's.</summary>
    public static StackKind? OfTypeLabel(string? label) => All.FirstOrDefault(kind => kind.TypeLabel == label);
}
