using Ashiato.Doctor;
using Ashiato.Intake;

namespace Ashiato.Roles;

/// <summary>Notices agents that send to the store's or the console's port, and tells them where the server is.</summary>
internal static class WrongPort
{
    /// <summary>Answers what belongs to the server with 404 and a sentence; everything else passes.</summary>
    public static void RefuseEvents(this IApplicationBuilder app, ConnectionDoctor doctor, Uri? server) => app.Use(next => context =>
    {
        if (!IntakePaths.IsIntake(context.Request.Path)) return next(context);
        doctor.Saw(new Attempt(Cause.WrongPort, ClientOf(context), context.Connection.LocalPort)
        {
            Protocol = context.Request.Protocol,
            UserAgent = context.Request.Headers.UserAgent.ToString(),
            Dialled = context.Request.Host.Host,
            Detail = $"{context.Request.Method} {context.Request.Path}",
        });
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsJsonAsync(new { error = $"This port takes no events. Send them to Ashiato's server{(server is null ? "" : $" at {server.ToString().TrimEnd('/')}")}." });
    });

    private static string ClientOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }
}
