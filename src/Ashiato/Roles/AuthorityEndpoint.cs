using Ashiato.Certificates;
using Ashiato.Console.Access;

namespace Ashiato.Roles;

/// <summary>Hands out the certificate of the authority by which clients recognise this process. It is no secret.</summary>
internal static class AuthorityEndpoint
{
    /// <summary>Where it is, on every role's port.</summary>
    public const string Path = "/ca.crt";

    /// <summary>True when a request asks for it, which needs no secret.</summary>
    public static bool IsFor(HttpContext context) => context.Request.Path == Path;

    /// <summary>Maps it, for a process that speaks TLS.</summary>
    public static void MapAuthority(this IEndpointRouteBuilder routes, IServerCertificates? certificates)
    {
        routes.MapGet(Path, context =>
        {
            if (certificates?.AuthorityPem is { } pem)
            {
                context.Response.ContentType = "application/x-pem-file";
                return context.Response.WriteAsync(pem);
            }
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync(certificates is null
                ? "This port speaks no TLS, so there is no certificate to trust. Start Ashiato with --tls on.\n"
                : "The certificate was given to Ashiato without that of its authority; whoever issued it has that.\n");
        }).ForEveryone();
    }
}
