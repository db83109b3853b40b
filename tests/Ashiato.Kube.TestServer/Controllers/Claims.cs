using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Binds claims at once, and lets them grow.</summary>
internal sealed class Claims(ClusterObjects cluster) : IController
{
    public async Task StepAsync()
    {
        foreach (var claim in cluster.All(BuiltInResources.Claims).Where(claim => !claim.IsDeleting))
        {
            // A claim that has lost its volume stays as it is.
            if (claim.Text("status", "phase") == "Lost") continue;
            string? asked = claim.Text("spec", "resources", "requests", "storage");
            if (claim.Text("status", "phase") == "Bound" && claim.Text("status", "capacity", "storage") == asked) continue;
            await cluster.ChangeAsync(BuiltInResources.Claims, claim.Key, item => item.Child("spec")["volumeName"] = $"pvc-{item.Uid}");
            await cluster.SetStatusAsync(BuiltInResources.Claims, claim.Key, new JsonObject
            {
                ["phase"] = "Bound",
                ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
                ["capacity"] = new JsonObject { ["storage"] = asked },
            });
        }
    }
}
