using Ashiato.Search.Bulk;
using Ashiato.Search.Cluster;
using Ashiato.Search.Dsl;
using Ashiato.Search.Indices;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;

namespace Ashiato.Search;

/// <summary>The part of Elasticsearch's REST API that reads events, and takes them in bulk.</summary>
public static class SearchEndpoints
{
    private const string Json = "application/json";
    private const string CompatiblePrefix = "application/vnd.elasticsearch+json";

    private static readonly string[] s_read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] s_ask = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] s_any = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Patch];
    private static readonly string[] s_refresh = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] s_write = [HttpMethods.Post, HttpMethods.Put];

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps the Search API.</summary>
        /// <param name="store">Where the events are.</param>
        /// <param name="options">How it presents itself, and whom it answers.</param>
        /// <param name="time">Tells what <c>now</c> is.</param>
        /// <param name="log">What failed without anybody having foreseen it.</param>
        public IEndpointRouteBuilder MapSearch(IEventStore store, SearchOptions options, TimeProvider time, ILogger log)
        {
            var fields = new KnownFields(store, time);
            var search = new SearchApi(store, fields, time, log);
            var cluster = new ClusterApi(store, fields, options, time);
            var bulk = new BulkApi(store, fields, time);

            Map(s_read, "/", cluster.InformationAsync);
            Map(s_read, "/_cluster/health/{index?}", cluster.HealthAsync);
            Map(s_read, "/_cat/indices/{index?}", cluster.CatIndicesAsync);
            Map(s_read, "/_cat/health", cluster.CatHealthAsync);
            Map(s_read, "/_cat/nodes", cluster.CatNodesAsync);
            Map(s_read, "/_cat/count/{index?}", cluster.CatCountAsync);
            Map(s_ask, "/_search", search.SearchAsync);
            Map(s_ask, "/{index}/_search", search.SearchAsync);
            Map(s_ask, "/_count", search.CountAsync);
            Map(s_ask, "/{index}/_count", search.CountAsync);
            Map(s_ask, "/_msearch", search.MultiSearchAsync);
            Map(s_ask, "/{index}/_msearch", search.MultiSearchAsync);
            Map(s_ask, "/_search/scroll/{id?}", search.ScrollAsync);
            Map([HttpMethods.Delete], "/_search/scroll/{id?}", search.CloseScrollAsync);
            Map([HttpMethods.Post], "/{index}/_pit", search.OpenPointAsync);
            Map([HttpMethods.Delete], "/_pit", SearchApi.ClosePointAsync);
            Map(s_ask, "/_field_caps", cluster.FieldCapabilitiesAsync);
            Map(s_ask, "/{index}/_field_caps", cluster.FieldCapabilitiesAsync);
            Map(s_read, "/_mapping", cluster.MappingAsync);
            Map(s_read, "/{index}/_mapping", cluster.MappingAsync);
            Map(s_read, "/_resolve/index/{index}", cluster.ResolveAsync);
            Map(s_refresh, "/_refresh", SearchApi.RefreshAsync, SearchAccess.Write);
            Map(s_refresh, "/{index}/_refresh", SearchApi.RefreshAsync, SearchAccess.Write);
            Map(s_write, "/_bulk", bulk.BulkAsync, SearchAccess.Write);
            Map(s_write, "/{index}/_bulk", bulk.BulkAsync, SearchAccess.Write);
            // Names of data streams, and paths that only Elasticsearch has.
            Map(s_any, "/{index}", cluster.ExistsAsync).WithOrder(2);
            Refuse("/{action}/{**rest}");
            Refuse("/{index}/{action}/{**rest}");
            return routes;

            void Refuse(string pattern) => routes
                .Map(RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: new RouteValueDictionary { ["action"] = new ActionConstraint() }), context => GuardedAsync(context, options, SearchAccess.Read, log, RefuseUnknown))
                .WithMetadata(new HttpMethodMetadata(s_any))
                .WithOrder(1);

            static Task RefuseUnknown(HttpContext context) => throw SearchException.Unsupported($"[{context.Request.Method} {context.Request.Path}]");

            IEndpointConventionBuilder Map(string[] methods, string pattern, Func<HttpContext, Task> handler, SearchAccess access = SearchAccess.Read) =>
                routes.MapMethods(pattern, methods, context => GuardedAsync(context, options, access, log, handler));
        }
    }

    /// <summary>The media type to answer with: the one of the version that the client asked to be compatible with, which it checks.</summary>
    internal static string ContentTypeOf(HttpContext context)
    {
        string accept = context.Request.Headers.Accept.ToString();
        if (!accept.StartsWith(CompatiblePrefix, StringComparison.Ordinal)) return Json;
        string parameters = accept.Split(',')[0][CompatiblePrefix.Length..].Replace(" ", "", StringComparison.Ordinal);
        return parameters is ";compatible-with=7" or ";compatible-with=8" or ";compatible-with=9" ? CompatiblePrefix + parameters : CompatiblePrefix;
    }

    private static async Task GuardedAsync(HttpContext context, SearchOptions options, SearchAccess access, ILogger log, Func<HttpContext, Task> handler)
    {
        // The official clients talk to nobody who does not send this.
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        try
        {
            if (options.Admit is { } admit && Refusal(context, await admit(context, access)) is { } refusal)
            {
                await RefuseAsync(context, refusal);
                return;
            }
            await handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, SearchErrors.Of(e, context, log));
        }
    }

    /// <summary>Takes what begins with an underscore, as all names of actions do and no name of a data stream does.</summary>
    /// <remarks>A pattern such as <c>/_{action}</c> does not: of <c>_async_search</c> it takes the last underscore for its own.</remarks>
    private sealed class ActionConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => values[routeKey] is string name && name.StartsWith('_');
    }

    private static SearchException? Refusal(HttpContext context, SearchAdmission admission)
    {
        const string Type = "security_exception";
        string what = $"{context.Request.Method} {context.Request.Path}";
        switch (admission)
        {
            case SearchAdmission.Welcome:
                return null;
            case SearchAdmission.Forbidden:
                return new SearchException(StatusCodes.Status403Forbidden, Type, $"{what} is not allowed: the user's role, or the API key's privileges, do not include it.");
            case SearchAdmission.OtherName:
                return new SearchException(StatusCodes.Status403Forbidden, Type, $"{what} is not allowed: without users and tokens the store answers its own machine only, and the request was sent to another name, {context.Request.Host.Host}. Ask localhost, or make a user.");
            case SearchAdmission.Busy:
                context.Response.Headers.RetryAfter = "1";
                return new SearchException(StatusCodes.Status429TooManyRequests, Type, $"{what} waits behind too many others that sign in at the same time. Try again in a moment.");
            case SearchAdmission.Unavailable:
                context.Response.Headers.RetryAfter = "1";
                return new SearchException(StatusCodes.Status503ServiceUnavailable, Type, $"{what}: who sent it cannot be found out, for the settings cannot be read at the moment.");
            case SearchAdmission.Locked:
                return new SearchException(StatusCodes.Status429TooManyRequests, Type, $"{what} was refused: there were too many wrong passwords from this address. Wait some minutes.");
            default:
                context.Response.Headers.WWWAuthenticate = new(["Basic realm=\"Ashiato\", charset=\"UTF-8\"", "ApiKey"]);
                return new SearchException(StatusCodes.Status401Unauthorized, Type, $"{what} needs credentials: a user such as elastic with its password (Basic), or an API key (ApiKey).");
        }
    }

    private static Task RefuseAsync(HttpContext context, SearchException error)
    {
        context.Response.StatusCode = error.Status;
        return SearchApi.AnswerAsync(context, SearchErrors.ToJson(error));
    }
}
