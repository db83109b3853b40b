using Ashiato.Certificates.Connections;
using Ashiato.Doctor;
using Ashiato.Intake;
using Ashiato.Intake.Enrichment;
using Ashiato.Intake.Sampling;
using Ashiato.Settings;
using Ashiato.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ashiato.Roles;

/// <summary>Takes events in from agents and appends them to the store.</summary>
internal static class ServerRole
{
    /// <summary>The server's port, and those of OpenTelemetry.</summary>
    /// <exception cref="StartupException">A file that the settings name cannot be used, or a port of OpenTelemetry that was asked for is taken.</exception>
    public static WebApplication Build(ProgramOptions options, IEventStore store, ISettingsStore settings, Access access, ILoggerFactory logs, ConnectionDoor door, ConnectionDoctor doctor)
    {
        var builder = RoleApplication.CreateBuilder(options.Server, logs, door, kestrel => IntakeKestrel.Configure(kestrel, listen => door.Guard(listen, speaksHttp2InClear: true)));
        builder.Services.AddSingleton(doctor);
        var tokens = options.SecretTokenFile is { } file ? new AgentTokens(file, TimeProvider.System) : null;
        builder.Services.AddIntake(intake =>
        {
            intake.SecretToken = options.SecretToken;
            intake.SecretTokenDigest = access.AgentToken;
            intake.RecognizesToken = tokens is null ? null : tokens.Matches;
            intake.GeoIpDatabase = options.GeoIpDatabase;
            intake.NeedsApiKey = options.NeedsApiKey;
            intake.AgentPollSeconds = options.AgentPollSeconds;
            intake.Rum.IsEnabled = options.IsRumEnabled;
            intake.Rum.Origins = options.RumOrigins;
            intake.Anonymous.Services = options.RumServices;
            intake.Aggregation.Intervals = options.Aggregation;
            intake.Retention = options.Retention;
            intake.TailSampling = options.TailSampling;
        });
        var otlpPorts = TakenPorts.ForOtlp(options, logs);
        builder.WebHost.ConfigureKestrel(otlpPorts.Configure);
        builder.Services.Configure<SocketTransportOptions>(otlpPorts.Configure);
        var app = builder.Build();
        app.MapHealth(store);
        app.MapAuthority(door.Certificates);
        app.UseDiagnostics(access, doctor, tokens);
        app.UseBrowserPage(options.ConsoleUrl);
        // Intake answers everything else, what it does not know with its own 404.
        try
        {
            app.MapWhen(context => !Health.IsProbe(context) && !AuthorityEndpoint.IsFor(context), rest => rest.MapIntake(store, settings));
        }
        catch (Exception e) when (e is GeoDatabaseException or TailSamplingException)
        {
            throw new StartupException(e.Message, e);
        }
        return app;
    }
}
