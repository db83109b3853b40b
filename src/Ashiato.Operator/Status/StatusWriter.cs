using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Status;

/// <summary>Writes an object's status when it differs.</summary>
internal sealed class StatusWriter(IKubeClient client)
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
            await client.ApplyAsync(item.Kind.Type, document, Manager, "status", cancel);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }
}
