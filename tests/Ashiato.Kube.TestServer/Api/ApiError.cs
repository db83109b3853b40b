using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>A request that is refused, as the <c>Status</c> that clients read.</summary>
internal sealed class ApiError(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    /// <summary>Fields and what is wrong with them.</summary>
    public IReadOnlyList<(string Reason, string Field, string Message)> Causes { get; init; } = [];

    /// <summary>What the refusal is about.</summary>
    public (string Group, string Kind, string Name)? About { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static ApiError NotFound(ResourceInfo resource, string name) =>
        new(404, "NotFound", $"{resource.Type.QualifiedName} \"{name}\" not found") { About = (resource.Type.Group, resource.Type.Plural, name) };

    public static ApiError Conflict(ResourceInfo resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.Type.QualifiedName} \"{name}\": {why}") { About = (resource.Type.Group, resource.Type.Plural, name) };

    public static ApiError Changed(ResourceInfo resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiError BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>What the real server does is not known here, so nothing is pretended.</summary>
    public static ApiError NotImitated(string what) => new(501, "NotImplemented", $"the test server does not imitate this: {what}");

    public static ApiError Invalid(ResourceInfo resource, string name, IReadOnlyList<(string Reason, string Field, string Message)> causes)
    {
        string all = causes.Count == 1 ? $"{causes[0].Field}: {causes[0].Message}" : $"[{string.Join(", ", causes.Select(cause => $"{cause.Field}: {cause.Message}"))}]";
        return new ApiError(422, "Invalid", $"{resource.Type.Kind}{(resource.Type.Group.Length == 0 ? "" : "." + resource.Type.Group)} \"{name}\" is invalid: {all}")
        {
            Causes = causes,
            About = (resource.Type.Group, resource.Type.Kind, name),
        };
    }

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
            ["code"] = code,
        };
        var details = new JsonObject();
        if (About is { } about) (details["name"], details["group"], details["kind"]) = (about.Name, about.Group, about.Kind);
        if (Causes.Count > 0) details["causes"] = new JsonArray([.. Causes.Select(cause => (JsonNode)new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field })]);
        if (RetryAfterSeconds is { } seconds) details["retryAfterSeconds"] = seconds;
        if (details.Count > 0) status["details"] = details;
        return status;
    }
}
