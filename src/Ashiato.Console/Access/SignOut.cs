using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Access;

/// <summary><c>POST /logout</c>.</summary>
internal static class SignOut
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapSignOut() => routes.MapPost("/logout", EndAsync).ForEveryone().ExcludeFromDescription();
    }

    private static async Task EndAsync(HttpContext context, Sessions sessions)
    {
        await sessions.EndAsync(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + Challenges.SignInPath;
    }
}
