using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Resources;

/// <summary>Where an object's store or console is.</summary>
/// <param name="Namespace">Its namespace; <see langword="null"/> for the object's own.</param>
/// <param name="Name">The Elasticsearch or Kibana object.</param>
/// <param name="ServiceName">A Service to reach it by, instead of the usual one.</param>
/// <param name="SecretName">A Secret that describes one outside, instead of an object.</param>
internal sealed record ObjectReference(string? Namespace, string? Name, string? ServiceName, string? SecretName)
{
    /// <summary>A Secret with the certificate that is shown there, instead of one made here.</summary>
    public string? ClientCertificateSecretName { get; init; }

    /// <summary>Reads a reference; <see langword="null"/> when there is none, or an empty one.</summary>
    public static ObjectReference? Of(JsonObject? reference)
    {
        if (reference is not { Count: > 0 }) return null;
        return new ObjectReference(Text("namespace"), Text("name"), Text("serviceName"), Text("secretName")) { ClientCertificateSecretName = Text("clientCertificateSecretName") };

        string? Text(string name) => reference.Text(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>True when an object is meant.</summary>
    /// <param name="from">The namespace of the object that refers.</param>
    /// <param name="target">The object.</param>
    public bool Means(string from, ObjectKey target) => SecretName is null && Name == target.Name && (Namespace ?? from) == target.Namespace;
}
