using Ashiato.Intake;
using Ashiato.Intake.Enrichment;
using Ashiato.Settings;
using Ashiato.Storage;

namespace Ashiato.Roles;

/// <summary>Takes events in from agents and appends them to the store.</summary>
internal static class ServerRole
{
    /// <summary>The server's port.</summary>
    /// <exception cref="StartupException">A file that the settings name cannot be used.</exception>
    public static WebApplication Build(ProgramOptions options, IEventStore store, ILoggerFactory logs)
    {
        var builder = RoleApplication.CreateBuilder(options.Server, logs, IntakeKestrel.Configure);
        builder.Services.AddIntake(intake =>
        {
            intake.SecretToken = options.SecretToken;
            intake.GeoIpDatabase = options.GeoIpDatabase;
        });
        var app = builder.Build();
        app.MapHealth(store);
        // Intake answers everything else, what it does not know with its own 404.
        try
        {
            app.MapWhen(context => !Health.IsProbe(context), rest => rest.MapIntake(store));
        }
        catch (GeoDatabaseException e)
        {
            throw new StartupException(e.Message, e);
        }
        return app;
    }
}
