using System.Diagnostics;
using Ashiato.Agent.Central;
using Ashiato.Agent.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Agent.Web;

/// <summary>Goes around everything else that handles a request, and says in its activity what was asked and answered.</summary>
internal sealed class RequestTracing(LiveRecording recording) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context => HandleAsync(context, following));
        next(app);
    };

    private Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is null || !activity.IsAllDataRequested) return next(context);
        var current = recording.Current;
        if (WildcardPatternsMatch(current, context.Request.Path))
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return next(context);
        }
        return FollowAsync(context, next, new RequestStory(activity, context, current));
    }

    private static bool WildcardPatternsMatch(Settings.Recording current, PathString path) =>
        current.IgnoredUrls.Length > 0 && Settings.WildcardPattern.AnyMatches(current.IgnoredUrls, path.Value ?? "");

    private static async Task FollowAsync(HttpContext context, RequestDelegate next, RequestStory story)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            story.End(e);
            throw;
        }
        story.End(context.Features.Get<IExceptionHandlerFeature>()?.Error);
    }
}
