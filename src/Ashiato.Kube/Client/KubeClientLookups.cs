using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Client;

/// <summary>Questions that may have no answer.</summary>
public static class KubeClientLookups
{
    extension(IKubeClient client)
    {
        /// <summary>Reads one object; <see langword="null"/> when there is none.</summary>
        /// <exception cref="KubeApiException">The server refused.</exception>
        public async Task<JsonObject?> FindAsync(ResourceType type, ObjectKey key, CancellationToken cancel)
        {
            try
            {
                return await client.GetAsync(type, key, cancel);
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                return null;
            }
        }
    }
}
