using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Faults;
using Ashiato.Kube.TestServer.Patches;
using Ashiato.Kube.TestServer.Storage;
using Ashiato.Kube.Yaml;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Answers requests: finds out what is asked for, by whom, and hands it to the part that knows.</summary>
internal sealed class ApiHandler(
    ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeleter deleter, Authorization authorization, Tables tables, FaultPlan faults, RequestLog log)
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private readonly Discovery _discovery = new(registry);
    private readonly OpenApi _openApi = new(registry);

    /// <summary>Answers <c>pods/NAME/SUBRESOURCE</c>, which concern running containers.</summary>
    public Func<HttpContext, ApiRequest, Task> AnswerPod { get; set; } = static (_, request) => throw ApiError.NotImitated($"pods/{request.Subresource}");

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (faults.Latency > TimeSpan.Zero) await Task.Delay(faults.Latency, context.RequestAborted);
            if (await AnswerFixedAsync(context)) return;
            await AnswerResourceAsync(context);
        }
        catch (ApiError e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.Code;
            if (e.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await JsonAsync(context, e.ToStatus());
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or its watch was cut.
            context.Abort();
        }
    }

    /// <summary>What is no resource: health, version, discovery, description.</summary>
    private async Task<bool> AnswerFixedAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!.TrimEnd('/');
        bool isAggregated = context.Request.Headers.Accept.ToString().Contains("g=apidiscovery.k8s.io;v=v2", StringComparison.Ordinal);
        switch (path)
        {
            case "/healthz" or "/livez" or "/readyz":
                await context.Response.WriteAsync("ok");
                return true;
            case "/version":
                await JsonAsync(context, new JsonObject { ["major"] = "1", ["minor"] = "32", ["gitVersion"] = "v1.32.4", ["platform"] = "linux/amd64" });
                return true;
            case "/api" or "/apis" when isAggregated:
                await JsonAsync(context, _discovery.Aggregated(path == "/api"), AggregatedType);
                return true;
            case "/api":
                await JsonAsync(context, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") });
                return true;
            case "/apis":
                await JsonAsync(context, _discovery.Groups());
                return true;
            case "/openapi/v3":
                await JsonAsync(context, _openApi.Index());
                return true;
            case "/openapi/v2":
                // An empty message is a valid document, and all that kubectl needs here.
                context.Response.ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
                return true;
        }
        if (path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
        {
            await JsonAsync(context, _openApi.Describe(path["/openapi/v3".Length..]));
            return true;
        }
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var legacy = parts switch
        {
            ["api", "v1"] => _discovery.Legacy("", "v1"),
            ["apis", var group] => _discovery.Group(group),
            ["apis", var group, var version] => _discovery.Legacy(group, version),
            ["api", _, ..] or ["apis", _, _, ..] => null,
            _ => throw new ApiError(404, "NotFound", "the server could not find the requested resource"),
        };
        if (legacy is null) return parts.Length < 3 || (parts[0] == "apis" && parts.Length < 4) ? throw new ApiError(404, "NotFound", "the server could not find the requested resource") : false;
        await JsonAsync(context, legacy);
        return true;
    }

    private async Task AnswerResourceAsync(HttpContext context)
    {
        string user = authorization.UserOf(context);
        var request = ApiRequest.Read(context, registry);
        int code = 200;
        try
        {
            authorization.Require(user, request);
            if (faults.Of(request.Verb, request.Resource.Type.Plural) is { } fault) throw fault.ToError();
            // An apply that makes an object needs the right to create it as well.
            bool makes = context.Request.ContentType == "application/apply-patch+yaml" && request.Subresource.Length == 0 && store.Find(request.Resource.StoreKey, request.Key) is null;
            if (makes) authorization.Require(user, request with { Verb = "create" });
            await AnswerAsync(context, request);
            code = context.Response.StatusCode;
        }
        catch (ApiError e)
        {
            code = e.Code;
            throw;
        }
        finally
        {
            log.Add(new LoggedRequest(user, request.Verb, request.Resource.Type.Group, request.RuleResource, request.Namespace, request.Name, code));
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRequest request)
    {
        bool asTable = context.Request.Headers.Accept.ToString().Contains("as=Table", StringComparison.Ordinal);
        if (request.Resource == BuiltInResources.Pods && request.Subresource is not ("" or "status"))
        {
            await AnswerPod(context, request);
            return;
        }
        switch (request.Verb)
        {
            case "watch":
                context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
                await new WatchStream(store, tables, faults).RunAsync(context, request, asTable);
                break;
            case "list":
                await ListAsync(context, request, asTable);
                break;
            case "get":
                var found = store.Find(request.Resource.StoreKey, request.Key) ?? throw ApiError.NotFound(request.Resource, request.Name);
                var item = ObjectWriter.Convert(found, request.Resource);
                if (request.Subresource == "scale") await JsonAsync(context, Scales.Of(request.Resource, item));
                else await JsonAsync(context, asTable ? tables.Of(request.Resource, [item], item.ResourceVersion, context.Request.Query["includeObject"].ToString()) : item);
                break;
            case "delete":
                var (last, isGone) = deleter.Delete(request.Resource, request.Key, await ReadBodyAsync(context));
                await JsonAsync(context, isGone ? Success(request, last) : ObjectWriter.Convert(last, request.Resource));
                break;
            case "deletecollection":
                foreach (var one in Select(context, request).ToList()) deleter.Delete(request.Resource, one.Key, null);
                await JsonAsync(context, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success" });
                break;
            default:
                await WriteAsync(context, request);
                break;
        }
    }

    private IEnumerable<JsonObject> Select(HttpContext context, ApiRequest request)
    {
        var selects = Selectors.Of(context.Request.Query["labelSelector"].ToString(), context.Request.Query["fieldSelector"].ToString());
        return store.All(request.Resource.StoreKey).Where(item => (request.Namespace.Length == 0 || item.Namespace == request.Namespace) && selects(item));
    }

    private async Task ListAsync(HttpContext context, ApiRequest request, bool asTable)
    {
        // The version first: what changes while the list is made is told again by a watch from here.
        string version = store.Version.ToString(CultureInfo.InvariantCulture);
        var selected = Select(context, request).Select(item => ObjectWriter.Convert(item, request.Resource)).ToList();
        if (asTable)
        {
            await JsonAsync(context, tables.Of(request.Resource, selected, version, context.Request.Query["includeObject"].ToString()));
            return;
        }
        int skip = int.TryParse(context.Request.Query["continue"], CultureInfo.InvariantCulture, out int start) ? start : 0;
        int limit = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out int most) && most > 0 ? most : int.MaxValue;
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (selected.Count - skip > limit) metadata["continue"] = (skip + limit).ToString(CultureInfo.InvariantCulture);
        await JsonAsync(context, new JsonObject
        {
            ["kind"] = request.Resource.Type.Kind + "List",
            ["apiVersion"] = request.Resource.Type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. selected.Skip(skip).Take(limit)]),
        });
    }

    private async Task WriteAsync(HttpContext context, ApiRequest request)
    {
        var query = context.Request.Query;
        var body = await ReadBodyAsync(context, allowList: true) ?? throw ApiError.BadRequest("a write needs a body");
        string manager = query["fieldManager"].ToString() is { Length: > 0 } named ? named : context.Request.Headers.UserAgent.ToString().Split('/')[0];
        string contentType = context.Request.ContentType?.Split(';')[0] ?? "";
        var options = new ObjectWriter.Options(manager, request.Subresource == "scale" ? "" : request.Subresource, query["force"] == "true", query["dryRun"] == "All", query["fieldValidation"].ToString())
        {
            IsApply = contentType == "application/apply-patch+yaml",
            IsCreate = request.Verb == "create",
            IsScale = request.Subresource == "scale",
            MayCreate = contentType == "application/apply-patch+yaml" && request.Subresource.Length == 0,
        };
        if (request.Resource == BuiltInResources.AccessReviews)
        {
            await JsonAsync(context, Review((JsonObject)body), code: 201);
            return;
        }
        var key = request.Verb == "create" ? NameOf(request, (JsonObject)body) : request.Key;
        var (written, isNew) = await writer.WriteAsync(request.Resource, key, options, Change(request, body, contentType));
        foreach (string warning in options.Warnings) context.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        await JsonAsync(context, request.Subresource == "scale" ? Scales.Of(request.Resource, written) : written, code: isNew ? 201 : 200);
    }

    private static ObjectKey NameOf(ApiRequest request, JsonObject body)
    {
        string name = body.Name;
        if (name.Length == 0 && body.Text("metadata", "generateName") is { } prefix) name = prefix + Guid.NewGuid().ToString("N")[..5];
        if (name.Length == 0) throw ApiError.Invalid(request.Resource, "", [("FieldValueRequired", "metadata.name", "Required value: name or generateName is required")]);
        return new ObjectKey(request.Resource.Type.IsNamespaced ? request.Namespace : "", name);
    }

    private static Func<JsonObject?, JsonObject> Change(ApiRequest request, JsonNode body, string contentType)
    {
        if (request.Subresource == "scale") return live => Scales.Set(request.Resource, live!, (JsonObject)body);
        return contentType switch
        {
            _ when request.Verb is "create" or "update" => _ => (JsonObject)body.DeepClone(),
            "application/apply-patch+yaml" => _ => (JsonObject)body.DeepClone(),
            "application/merge-patch+json" => live => (JsonObject)MergePatch.Apply(live, body)!,
            "application/json-patch+json" => live => JsonPatch.Apply(live!, (JsonArray)body),
            "application/strategic-merge-patch+json" when request.Resource.Custom is null => live => StrategicMergePatch.Apply(live!, (JsonObject)body, request.Resource),
            _ => throw new ApiError(415, "UnsupportedMediaType", $"the body of the request was in an unknown format: {contentType}"),
        };
    }

    private JsonObject Review(JsonObject review)
    {
        var answer = (JsonObject)review.DeepClone();
        var attributes = review.ObjectAt("spec", "resourceAttributes") ?? throw ApiError.NotImitated("reviews of paths that are no resources");
        answer["status"] = new JsonObject
        {
            ["allowed"] = authorization.IsAllowed(review.Text("spec", "user") ?? "", attributes.Text("verb") ?? "", attributes.Text("group") ?? "", attributes.Text("resource") ?? "", attributes.Text("namespace") ?? ""),
        };
        return answer;
    }

    private static async Task<JsonObject?> ReadBodyAsync(HttpContext context) => await ReadBodyAsync(context, allowList: false) as JsonObject;

    private static async Task<JsonNode?> ReadBodyAsync(HttpContext context, bool allowList)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory);
        if (memory.Length == 0) return null;
        if (context.Request.ContentType == "application/vnd.kubernetes.protobuf") return Protobuf.Decode(memory.ToArray());
        string text = Encoding.UTF8.GetString(memory.ToArray());
        try
        {
            var node = text.TrimStart()[0] is '{' or '[' ? JsonNode.Parse(text) : KubeYaml.ReadAll(text).Single();
            return node is JsonObject || allowList ? node : throw ApiError.BadRequest("the body is no object");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw ApiError.BadRequest($"the object provided is unrecognized: {e.Message}");
        }
    }

    private static JsonObject Success(ApiRequest request, JsonObject last) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject { ["name"] = last.Name, ["group"] = request.Resource.Type.Group, ["kind"] = request.Resource.Type.Plural, ["uid"] = last.Uid },
    };

    private static async Task JsonAsync(HttpContext context, JsonNode body, string type = "application/json", int code = 0)
    {
        if (code > 0) context.Response.StatusCode = code;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body.ToJsonString());
    }
}
