namespace Ashiato.Kube.Objects;

/// <summary>Which object of a resource: its namespace and name.</summary>
/// <param name="Namespace">The namespace; empty for resources of the cluster.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The text form: <c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
