using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Associations;

/// <summary>Keeps an object, once it is to be deleted, until what it has in other namespaces is gone: nothing there names it as an owner, since owners are of one's own namespace.</summary>
internal static class Abroad
{
    /// <summary>The finalizer.</summary>
    public const string Finalizer = "ashiato.dev/cross-namespace-cleanup";

    /// <summary>Says that the object is to be kept.</summary>
    public static Task HoldAsync(OperatorParts parts, StackObject item, CancellationToken cancel) =>
        Has(item) ? Task.CompletedTask : WriteAsync(parts, item, names => [.. names, Finalizer], cancel);

    /// <summary>Lets it go.</summary>
    public static Task ReleaseAsync(OperatorParts parts, StackObject item, CancellationToken cancel) =>
        Has(item) ? WriteAsync(parts, item, names => [.. names.Where(name => name != Finalizer)], cancel) : Task.CompletedTask;

    private static bool Has(StackObject item) => item.Source.ListAt("metadata", "finalizers").Any(name => name?.ToString() == Finalizer);

    private static async Task WriteAsync(OperatorParts parts, StackObject item, Func<IEnumerable<string>, string[]> change, CancellationToken cancel)
    {
        string[] names = change(item.Source.ListAt("metadata", "finalizers").Select(name => name!.ToString()));
        // A list is replaced as a whole; the version says that nobody has added to it meanwhile.
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = item.Source.ResourceVersion, ["finalizers"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) } };
        parts.View.Of(item.Kind.Type).Observe(await parts.Client.PatchAsync(item.Kind.Type, item.Key, patch, cancel), item.Source);
    }
}
