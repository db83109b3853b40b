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
        if (JsonNode.DeepEquals(item.Source["status"], status)) return;
        var document = new JsonObject
        {
            ["apiVersion"] = item.Kind.Type.ApiVersion,
            ["kind"] = item.Kind.Type.Kind,
            ["metadata"] = new JsonObject { ["name"] = item.Name, ["namespace"] = item.Namespace },
            ["status"] = status.DeepClone(),
        };
        try
        {
            // While a watch is interrupted, nothing else would show that this is written, and it would be written again with each round.
            view.Of(item.Kind.Type).Observe(await client.ApplyAsync(item.Kind.Type, document, Manager, "status", cancel), item.Source);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }
}
