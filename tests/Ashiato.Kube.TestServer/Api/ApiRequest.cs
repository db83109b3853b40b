using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>What a request asks for, read from method, path and query.</summary>
/// <param name="Verb">Such as <c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>delete</c>.</param>
internal sealed record ApiRequest(string Verb, ResourceInfo Resource, string Namespace, string Name, string Subresource)
{
    public ObjectKey Key => new(Namespace, Name);

    /// <summary>The resource as rules name it.</summary>
    public string RuleResource => Subresource.Length == 0 ? Resource.Type.Plural : $"{Resource.Type.Plural}/{Subresource}";

    /// <summary>Reads a path below <c>/api</c> or <c>/apis</c>.</summary>
    /// <exception cref="ApiError">There is no such resource.</exception>
    public static ApiRequest Read(HttpContext context, ResourceRegistry registry)
    {
        string[] parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string group = parts[0] == "api" ? "" : parts[1], version = parts[0] == "api" ? parts[1] : parts[2];
        string[] rest = parts[(parts[0] == "api" ? 2 : 3)..];
        string ns = "";
        if (rest.Length > 2 && rest[0] == "namespaces" && rest[2] is not ("status" or "finalize")) (ns, rest) = (rest[1], rest[2..]);

        var resource = (rest.Length == 0 ? null : registry.Find(group, version, rest[0]))
            ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        string name = rest.Length > 1 ? Uri.UnescapeDataString(rest[1]) : "", subresource = rest.Length > 2 ? rest[2] : "";
        if (resource.Type.IsNamespaced && name.Length > 0 && ns.Length == 0) throw ApiError.BadRequest("an object of a namespaced resource is named without its namespace");

        bool isWatch = context.Request.Query["watch"].ToString() is "true" or "1";
        string verb = context.Request.Method switch
        {
            "GET" when isWatch => "watch",
            "GET" => name.Length > 0 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => name.Length > 0 ? "delete" : "deletecollection",
            _ => throw new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
        return new ApiRequest(verb, resource, ns, name, subresource);
    }
}
