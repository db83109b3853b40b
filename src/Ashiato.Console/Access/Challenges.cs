using System.Globalization;
using Ashiato.Console.Api;
using Ashiato.Model;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>What those are told who may not do what they ask for.</summary>
internal static class Challenges
{
    /// <summary>The page where people sign in.</summary>
    public const string SignInPath = "/login";

    /// <summary>For those who are not known.</summary>
    public static async Task AnswerAsync(HttpContext context, SignInResult result)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/api") && request.Headers.Authorization.Count == 0)
        {
            string next = HttpMethods.IsGet(request.Method) && request.Path != "/" ? "?next=" + Uri.EscapeDataString(request.PathBase + request.Path + request.QueryString) : "";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = request.PathBase + SignInPath + next;
            return;
        }
        if (result.Outcome is SignInOutcome.Locked or SignInOutcome.Busy)
        {
            int seconds = (int)Math.Ceiling(result.Wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await (result.Outcome == SignInOutcome.Locked
                ? ApiProblems.TooMany(ApiRefusal.SignInLocked, $"There were too many wrong passwords from this address; try again in {seconds} seconds.")
                : ApiProblems.TooMany(ApiRefusal.SignInBusy, $"Too many are signing in at once; try again in {seconds} seconds.")).ExecuteAsync(context);
            return;
        }
        // A browser would cover the page with a window of its own.
        if (!request.Headers.ContainsKey("Sec-Fetch-Mode")) context.Response.Headers.WWWAuthenticate = new(["Basic realm=\"Ashiato\", charset=\"UTF-8\"", "ApiKey"]);
        await (request.Headers.Authorization.Count == 0
            ? ApiProblems.Unauthorized(ApiRefusal.CredentialsMissing, $"This needs credentials: a user's name and password (Basic), an API key with event:read (ApiKey), or the cookie of a session.")
            : ApiProblems.Unauthorized(ApiRefusal.CredentialsWrong, $"The credentials are wrong, or the API key has not the privilege event:read.")).ExecuteAsync(context);
    }

    /// <summary>For those who are known and may not.</summary>
    public static Task ForbidAsync(HttpContext context, Visitor visitor, UserRole needed)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
            return ApiProblems.Forbidden(ApiRefusal.RoleMissing, $"This needs the role {needed.Name}; '{visitor.Name}' is {(visitor.Role == UserRole.Viewer ? "a" : "an")} {visitor.Role.Name}.").ExecuteAsync(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>For requests that name another machine while everyone of this one may do everything.</summary>
    public static Task RefuseNameAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            "Ashiato is open to this machine only, and this request was sent to another name. Open it as localhost, or make users with 'ashiato users add' to use it under this name.\n");
    }
}
