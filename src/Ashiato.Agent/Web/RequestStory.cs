using System.Diagnostics;
using Ashiato.Agent.Settings;
using Ashiato.Agent.Telemetry;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Ashiato.Agent.Web;

/// <summary>One request: what its activity says when it is over.</summary>
internal readonly struct RequestStory(Activity activity, HttpContext context, Recording recording)
{
    private const int ServerFailsFrom = 500;

    // Middleware may change the path for those behind it.
    private readonly string _path = context.Request.PathBase.Add(context.Request.Path).Value ?? "/";

    /// <summary>Ends it. Nothing that goes wrong here reaches the application.</summary>
    public void End(Exception? exception)
    {
        try
        {
            Tell(exception);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException or NullReferenceException or ArgumentException or FormatException)
        {
            // The connection is gone, and with it what would have been told.
            activity.SetTag("ashiato.incomplete", e.GetType().Name);
        }
    }

    private void Tell(Exception? exception)
    {
        var request = context.Request;
        string method = HttpMethod(request.Method);
        int status = exception is not null && !context.Response.HasStarted && context.Response.StatusCode < ServerFailsFrom ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
        bool isAbort = exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested;
        if (isAbort) status = StatusCodes.Status499ClientClosedRequest;
        activity.DisplayName = RequestNames.Of(method, RouteOf(), request.RouteValues);
        activity.SetTag("http.request.method", method);
        activity.SetTag("http.response.status_code", Boxes.Of(status));
        activity.SetTag("url.scheme", request.Scheme);
        activity.SetTag("url.path", _path);
        if (request.QueryString.HasValue) activity.SetTag("url.query", Sanitised.Query(request.QueryString.Value!.AsSpan(1), recording.SanitisedNames));
        if (request.Host.HasValue)
        {
            var (name, port) = Addresses.PartsOf(request.Host);
            activity.SetTag("server.address", name);
            if (port is not null) activity.SetTag("server.port", port);
        }
        if (request.Headers.UserAgent is [{ Length: > 0 } agent, ..]) activity.SetTag("user_agent.original", agent);
        if (context.Connection.RemoteIpAddress is { } address) activity.SetTag("http.client_ip", Addresses.TextOf(address));
        // Asked for by itself, a user who was never set would be made.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity is { IsAuthenticated: true, Name: { } user }) activity.SetTag("user.name", user);
        if (recording.CapturesHeaders) TellHeaders(request.Headers);
        if (status >= ServerFailsFrom) activity.SetStatus(ActivityStatusCode.Error);
        if (exception is not null && !isAbort) Exceptions.Record(activity, exception);
    }

    private RoutePattern? RouteOf()
    {
        // Whoever handled an error or a status has taken the place of the endpoint that was asked for.
        var asked = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint ?? context.GetEndpoint();
        return (asked as RouteEndpoint)?.RoutePattern;
    }

    private void TellHeaders(IHeaderDictionary headers)
    {
        foreach (var (name, value) in headers)
            activity.SetTag("http.request.header." + name.ToLowerInvariant(), WildcardPattern.AnyMatches(recording.SanitisedNames, name) ? Sanitised.Hidden : value.ToString());
    }

    /// <summary>The method, or one word for all that nobody defined: a client must not fill the console with names.</summary>
    private static string HttpMethod(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "PATCH" or "OPTIONS" or "TRACE" or "CONNECT" or "QUERY" => method,
        _ => "_OTHER",
    };
}
