using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Associations;

/// <summary>In which order the objects of one stack take a new version: the store first, as those who upgrade all of them at once expect.</summary>
/// <param name="Version">The version that pods shall be of now.</param>
/// <param name="Waits">What they wait for; <see langword="null"/> when it is the declared one.</param>
internal sealed record VersionOrder(string Version, string? Waits)
{
    /// <summary>Decides it for a console or server.</summary>
    public static VersionOrder Of(OperatorParts parts, StackObject item, Association association)
    {
        string? running = parts.View.Child(item, ResourceTypes.Deployments, item.Workload)?.Text("spec", "template", "metadata", "labels", item.Kind.VersionLabel);
        // Pods that are there go on; pods that are not wait for nothing.
        bool isNewer = running is not null && running != item.Version && StackVersion.TryParse(item.Version, out var declared) && StackVersion.TryParse(association.StoreVersion ?? "", out var store) && declared > store;
        return isNewer ? new VersionOrder(running!, $"version {item.Version} waits until the store, which is at {association.StoreVersion}, has it") : new VersionOrder(item.Version, null);
    }
}
