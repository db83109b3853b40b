using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Running;

/// <summary>What this operator's installation is called, whichever of its replicas works: a ConfigMap that is made once.</summary>
/// <remarks>Those who help, and metrics that several clusters send to one place, tell installations apart by it. It is drawn at random and says nothing about anybody.</remarks>
internal sealed class OperatorUuid(IKubeClient client, OperatorOptions options)
{
    /// <summary>The ConfigMap, and its one key.</summary>
    public const string Name = "elastic-operator-uuid", Key = "uuid";

    private string? _known;

    /// <summary>The name; <see langword="null"/> until it was read or made.</summary>
    public string? Value => Volatile.Read(ref _known);

    /// <summary>Reads it, or makes it. One that is deleted or damaged is made again as it was, while this process remembers it.</summary>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        var key = new ObjectKey(options.OperatorNamespace, Name);
        var found = await client.FindAsync(ResourceTypes.ConfigMaps, key, cancel);
        if (found?.Text("data", Key) is { } text && Guid.TryParse(text, out _))
        {
            Volatile.Write(ref _known, text);
            return;
        }
        string uuid = _known ?? Guid.NewGuid().ToString();
        if (found is null)
        {
            // Whoever is first has made it; the answer to the others is a conflict, and then they read it.
            await client.CreateAsync(ResourceTypes.ConfigMaps, Document(key, uuid), cancel);
        }
        else
        {
            await client.PatchAsync(ResourceTypes.ConfigMaps, key, new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = found.ResourceVersion }, ["data"] = new JsonObject { [Key] = uuid } }, cancel);
        }
        Volatile.Write(ref _known, uuid);
    }

    private static JsonObject Document(ObjectKey key, string uuid) => new()
    {
        ["apiVersion"] = ResourceTypes.ConfigMaps.ApiVersion,
        ["kind"] = ResourceTypes.ConfigMaps.Kind,
        ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace, ["labels"] = new JsonObject { ["control-plane"] = "elastic-operator" } },
        ["data"] = new JsonObject { [Key] = uuid },
    };
}
