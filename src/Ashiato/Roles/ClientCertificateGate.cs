using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>Turns clients away that show no certificate where one is asked for, and says so; one that is not trusted does not come this far.</summary>
/// <remarks>An orchestrator's probes have none, and who looks for the authority has none yet.</remarks>
internal sealed class ClientCertificateGate : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static rest => context =>
        {
            if (context.Connection.ClientCertificate is not null || Health.IsProbe(context) || AuthorityEndpoint.IsFor(context)) return rest(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync($"This port asks for a certificate of the client, signed by an authority of {SettingTable.ClientAuthority.Flag}. Show one: curl --cert FILE --key FILE.\n", context.RequestAborted);
        });
        next(app);
    };
}
