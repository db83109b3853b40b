using System.Net;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Children;

/// <summary>Whether an object is there to stay, asked of the server before the object takes what nobody owns.</summary>
/// <remarks>
/// An object that is deleted with <c>--cascade=orphan</c> is taken out of its children while a round may still be at work on it. A child that such a round took back would name an owner that is
/// about to be gone, and the cluster would delete it: a pod that was to go on, or a volume. Whoever sees a child without an owner and asks only then is told, since the object is marked first.
/// </remarks>
internal static class Owners
{
    /// <summary>Ends the round unless the owner is there and stays.</summary>
    /// <exception cref="KubeApiException">A conflict: the object is another one by now, or on its way out.</exception>
    public static async Task RequireAsync(IKubeClient client, StackObject owner, CancellationToken cancel)
    {
        // Listed rather than read: that right the operator has anyway.
        var page = await client.ListAsync(owner.Kind.Type, new ListQuery(owner.Namespace, FieldSelector: $"metadata.name={owner.Name}"), cancel);
        if (page.Items.Any(item => item.Uid == owner.Source.Uid && !item.IsDeleting)) return;
        throw new KubeApiException(HttpStatusCode.Conflict, "Conflict", $"{owner.Kind.Type.Kind} {owner.Key} was deleted meanwhile");
    }
}
