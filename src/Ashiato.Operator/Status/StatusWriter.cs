using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Writes an object's status when it differs.</summary>
internal sealed class StatusWriter(IKubeClient client, ClusterView view)
{
    private const string Manager = "ashiato-operator-status";

    public async Task WriteAsync(StackObject item, JsonObject status, CancellationToken cancel)
    {
        if (IsSame(item.Source["status"] as JsonObject, status)) return;
        // What a round found out about an object says nothing about a later one of its name; the version says which is meant.
        if (view.Of(item.Kind.Type).Find(item.Key) is not { } now || now.Uid != item.Source.Uid) return;
        var document = new JsonObject
        {
            ["apiVersion"] = item.Kind.Type.ApiVersion,
            ["kind"] = item.Kind.Type.Kind,
            ["metadata"] = new JsonObject { ["name"] = item.Name, ["namespace"] = item.Namespace, ["resourceVersion"] = now.ResourceVersion },
            ["status"] = status.DeepClone(),
        };
        try
        {
            // While a watch is interrupted, nothing else would show that this is written, and it would be written again with each round.
            view.Of(item.Kind.Type).Observe(await client.ApplyAsync(item.Kind.Type, document, Manager, "status", cancel), now);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }

    /// <summary>Conditions are told apart by their type: one that came later stays behind the others when the server merges, so their order says nothing.</summary>
    private static bool IsSame(JsonObject? one, JsonObject other) => one is not null && JsonNode.DeepEquals(Ordered(one), Ordered(other));

    private static JsonNode Ordered(JsonObject status)
    {
        var ordered = status.DeepClone();
        if (ordered["conditions"] is not null)
            ordered["conditions"] = new JsonArray([.. status.ObjectsAt("conditions").OrderBy(condition => condition.Text("type"), StringComparer.Ordinal).Select(condition => condition.DeepClone())]);
        return ordered;
    }
}
