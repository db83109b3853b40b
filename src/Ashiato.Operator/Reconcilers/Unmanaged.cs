using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Objects that are paused or on their way out, of which next to nothing is wanted.</summary>
internal static class Unmanaged
{
    private const string ForeignFinalizers = ".k8s.elastic.co";
    /// <summary>How often objects are looked at of which nothing else is wanted.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    /// <summary>Does the little that is to be done.</summary>
    /// <returns>False when the object is to be worked on as a whole; else when to look again.</returns>
    public static async Task<(bool IsUnmanaged, TimeSpan? Again)> HandleAsync(OperatorParts parts, HttpCertificates certificates, StackObject item, CancellationToken cancel)
    {
        if (item.Source.IsDeleting)
        {
            await ReleaseAsync(parts, item, cancel);
            return (true, null);
        }
        if (!item.IsPaused) return (false, null);
        await StatusNote.WriteAsync(parts, item, "Progressing", false, "Unmanaged", $"paused by annotation {(item.Source.Annotation(Names.Managed) == "false" ? Names.Managed : Names.Pause)}; nothing but certificates about to end is renewed", cancel);
        await RenewAsync(parts, certificates, item, [], cancel);
        return (true, LookEvery);
    }

    /// <summary>Replaces authorities and certificates that are about to end: what runs shall not stop because its object is paused, or cannot be what it says.</summary>
    /// <param name="parts">What to work with.</param>
    /// <param name="certificates">Makes them.</param>
    /// <param name="item">The object.</param>
    /// <param name="violations">What is wrong with it; names that are none cannot be in a certificate.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task RenewAsync(OperatorParts parts, HttpCertificates certificates, StackObject item, IReadOnlyList<Violation> violations, CancellationToken cancel)
    {
        if (!violations.Any(violation => violation.Reason == "SanInvalid") && EndsSoon(parts, item)) await certificates.ReconcileAsync(item, [.. parts.View.ChildrenOf(item, ResourceTypes.Services)], cancel);
    }

    /// <summary>Another operator, whose objects these once were, may have left finalizers that nobody else takes away.</summary>
    private static async Task ReleaseAsync(OperatorParts parts, StackObject item, CancellationToken cancel)
    {
        // What is elsewhere goes first; only then may the object.
        var users = new StoreUsers(parts);
        await users.DeleteAsync(item.Kind, item.Key, null, cancel);
        var finalizers = item.Source.ListAt("metadata", "finalizers").Select(name => name!.ToString()).ToList();
        var kept = finalizers.Where(name => !name.Split('/')[0].EndsWith(ForeignFinalizers, StringComparison.Ordinal) && (name != Abroad.Finalizer || users.HasAbroad(item))).ToList();
        if (kept.Count == finalizers.Count) return;
        await parts.Client.PatchAsync(item.Kind.Type, item.Key, new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/finalizers", ["value"] = ListOf(finalizers) },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/finalizers", ["value"] = ListOf(kept) }), cancel);

        static JsonArray ListOf(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
    }

    private static bool EndsSoon(OperatorParts parts, StackObject item)
    {
        if (KeyPair.Split(parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-certs-internal"))?.SecretText("tls.crt")) is not [var first, ..]) return false;
        using var leaf = X509Certificate2.CreateFromPem(first);
        // No certificate outlives its authority, and the next authority must be known for a while before it signs: the last day would be too late.
        return leaf.NotAfter.ToUniversalTime() - parts.Time.GetUtcNow() < parts.Options.Certificates.AuthorityLead;
    }
}
