using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Client;

/// <summary>The little that an operator needs of an API server.</summary>
/// <remarks>The seam where another client, such as the official library, could stand: nothing above it knows HTTP.</remarks>
public interface IKubeClient
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="KubeApiException">The server refused; <c>NotFound</c> when there is none.</exception>
    Task<JsonObject> GetAsync(ResourceType type, ObjectKey key, CancellationToken cancel);

    /// <summary>Reads a page of objects.</summary>
    Task<ListPage> ListAsync(ResourceType type, ListQuery query, CancellationToken cancel);

    /// <summary>What changes from a version on, until the server ends the stream.</summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(ResourceType type, ListQuery query, string resourceVersion, CancellationToken cancel);

    /// <summary>Makes an object that must not exist yet.</summary>
    /// <exception cref="KubeApiException">The server refused; <c>AlreadyExists</c> when somebody was first.</exception>
    Task<JsonObject> CreateAsync(ResourceType type, JsonObject obj, CancellationToken cancel);

    /// <summary>Server-side apply: makes or changes an object so that it has all fields of the document, and gives up those applied before and now left out.</summary>
    /// <param name="type">The resource.</param>
    /// <param name="obj">All fields that the manager owns.</param>
    /// <param name="manager">The manager's name; <see langword="null"/> for the client's own.</param>
    /// <param name="subresource">Such as <c>status</c>, or <see langword="null"/>.</param>
    /// <param name="cancel">Ends the request.</param>
    Task<JsonObject> ApplyAsync(ResourceType type, JsonObject obj, string? manager, string? subresource, CancellationToken cancel);

    /// <summary>Replaces an object whose version is still the one given.</summary>
    /// <exception cref="KubeApiException"><c>Conflict</c> when it has changed.</exception>
    Task<JsonObject> ReplaceAsync(ResourceType type, JsonObject obj, CancellationToken cancel);

    /// <summary>Changes some fields: a merge patch if <paramref name="patch"/> is an object, a JSON patch if it is a list.</summary>
    Task<JsonObject> PatchAsync(ResourceType type, ObjectKey key, JsonNode patch, CancellationToken cancel);

    /// <summary>Deletes an object; one that is gone already is a success.</summary>
    Task DeleteAsync(ResourceType type, ObjectKey key, DeleteQuery query, CancellationToken cancel);
}
