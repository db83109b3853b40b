using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Client;

/// <summary>The API server refused a request.</summary>
/// <param name="code">The HTTP status.</param>
/// <param name="reason">The machine-readable reason, such as <c>Conflict</c>; made of the status when the answer has none.</param>
/// <param name="message">What the server said, with the request.</param>
public sealed class KubeApiException(HttpStatusCode code, string reason, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Code => code;

    /// <summary>The machine-readable reason.</summary>
    public string Reason => reason;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The cause of a refusal inside a namespace that is being deleted, where only stopping helps.</summary>
    public bool IsNamespaceTerminating { get; init; }

    /// <summary>True when there is no such object.</summary>
    public bool IsNotFound => reason == "NotFound";

    /// <summary>True when the object has changed meanwhile.</summary>
    public bool IsConflict => reason == "Conflict";

    /// <summary>True when the object exists already.</summary>
    public bool IsAlreadyExists => reason == "AlreadyExists";

    /// <summary>True when a version is too old to go on from.</summary>
    public bool IsExpired => reason is "Expired" or "Gone" || code == HttpStatusCode.Gone;

    /// <summary>True when the same request will be refused again until an object changes.</summary>
    public bool IsPermanent => reason is "Invalid" or "BadRequest" or "MethodNotAllowed" or "UnsupportedMediaType";

    /// <summary>Reads a <c>Status</c>, or makes the best of an answer that is none, as proxies give.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">The answer.</param>
    /// <param name="request">The request, such as <c>GET /api/v1/pods</c>, for the message.</param>
    /// <param name="retryAfter">What the header of that name says.</param>
    public static KubeApiException Of(HttpStatusCode code, string body, string request, TimeSpan? retryAfter)
    {
        JsonObject? status = null;
        try
        {
            status = JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // A proxy's page; the code says enough.
        }
        return Of(code, status, request, retryAfter);
    }

    internal static KubeApiException Of(HttpStatusCode code, JsonObject? status, string request, TimeSpan? retryAfter)
    {
        string reason = status?.Text("reason") is { Length: > 0 } said ? said : ReasonOf(code);
        string message = status?.Text("message") ?? $"HTTP {(int)code}";
        if (status?.Number("details", "retryAfterSeconds") is > 0 and { } seconds) retryAfter ??= TimeSpan.FromSeconds(seconds);
        return new KubeApiException(code, reason, $"{request}: {message}")
        {
            RetryAfter = retryAfter,
            IsNamespaceTerminating = status?.ObjectsAt("details", "causes").Any(cause => cause.Text("reason") == "NamespaceTerminating") == true,
        };
    }

    private static string ReasonOf(HttpStatusCode code) => (int)code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Gone",
        415 => "UnsupportedMediaType",
        422 => "Invalid",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "InternalError",
    };
}
