using Ashiato.Console.Api;
using Ashiato.Console.Frame;
using Ashiato.Settings;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Access;

/// <summary>Lets a request through when its visitor has the role that its page or endpoint needs.</summary>
/// <remarks>What says nothing about itself needs a viewer to be read, and an editor to be changed.</remarks>
internal sealed class AccessGate(RequestDelegate next, Visitors visitors, IOptions<ConsoleOptions> options)
{
    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsForEveryone(context))
        {
            await next(context);
            return;
        }
        Visitor? visitor;
        SignInResult result;
        try
        {
            (visitor, result) = await visitors.FindAsync(context);
        }
        catch (SettingsUnavailableException away) when (IsApi(context))
        {
            await ApiProblems.Unavailable(away.Message).ExecuteAsync(context);
            return;
        }
        if (visitor is null)
        {
            await Challenges.AnswerAsync(context, result);
            return;
        }
        if (visitor.How == VisitorKind.Open && !options.Value.TrustsAnyName && !OwnNames.Contain(context.Request.Host))
        {
            await Challenges.RefuseNameAsync(context);
            return;
        }
        context.Features.Set(visitor);
        // After signing out, "back" must not show what was there.
        if (visitor.How != VisitorKind.Open) context.Response.Headers.CacheControl = "no-store";
        var needed = NeededFor(context);
        if (visitor.May(needed)) await next(context);
        else await Challenges.ForbidAsync(context, visitor, needed);
    }

    /// <summary>The role that a request needs.</summary>
    internal static UserRole NeededFor(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsRoleAttribute>() is { } said) return said.Role;
        bool isReading = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        return isReading ? UserRole.Viewer : UserRole.Editor;
    }

    private static bool IsForEveryone(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ForEveryoneAttribute>() is not null
        // The page about a failure: it shows no events, and its frame nothing to visitors who are not known.
        || context.Features.Get<IExceptionHandlerFeature>() is not null;

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");
}
