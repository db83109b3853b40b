using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Associations;

/// <summary>Finds the objects that others refer to, and looks at whether they may.</summary>
internal sealed class ReferenceAccess(OperatorParts parts)
{
    /// <summary>The reason of who may not get what it refers to.</summary>
    public const string Denied = "AccessDenied";

    /// <summary>How often who may is asked again: rights are taken away without a word.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(15);

    /// <summary>Looks for an object.</summary>
    /// <param name="item">Who refers.</param>
    /// <param name="kind">To what.</param>
    /// <param name="key">To which.</param>
    /// <param name="what">What it is to <paramref name="item"/>, for reasons: <c>Store</c> or <c>Console</c>.</param>
    /// <param name="cancel">Ends the questions.</param>
    /// <returns>The object, or else why it cannot be used yet.</returns>
    public async Task<(StackObject? Found, Association? Refusal)> FindAsync(StackObject item, StackKind kind, ObjectKey key, string what, CancellationToken cancel)
    {
        if (!parts.Options.LooksAfter(key.Namespace)) return (null, new Association(Association.Failed, "NamespaceNotManaged", $"this operator does not manage namespace {key.Namespace}"));
        if (parts.View.Find(kind, key) is not { Source.IsDeleting: false } found) return (null, new Association(Association.Pending, $"{what}NotFound", $"there is no {kind.Type.Kind} {key}"));
        if (!parts.Options.EnforcesAccess || await MayReadAsync(item, found, cancel)) return (found, null);
        string refusal = $"service account {item.Spec.Text("serviceAccountName") ?? "default"} of namespace {item.Namespace} may not get {kind.Type.Kind} {key}";
        parts.Events.Warning(item.Source, "AssociationError", refusal);
        return (null, new Association(Association.Pending, Denied, refusal));
    }

    private async Task<bool> MayReadAsync(StackObject item, StackObject target, CancellationToken cancel)
    {
        var review = await parts.Client.CreateAsync(ResourceTypes.SubjectAccessReviews, new JsonObject
        {
            ["apiVersion"] = ResourceTypes.SubjectAccessReviews.ApiVersion,
            ["kind"] = ResourceTypes.SubjectAccessReviews.Kind,
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject
            {
                ["user"] = $"system:serviceaccount:{item.Namespace}:{item.Spec.Text("serviceAccountName") ?? "default"}",
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = "get",
                    ["group"] = target.Kind.Type.Group,
                    ["resource"] = target.Kind.Type.Plural,
                    ["namespace"] = target.Namespace,
                    ["name"] = target.Name,
                },
            },
        }, cancel);
        return review.Flag("status", "allowed") == true;
    }
}
