using Ashiato.Certificates.Connections;
using Ashiato.Console;
using Ashiato.Console.Diagnostics;
using Ashiato.Doctor;
using Ashiato.Query;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings;
using Ashiato.Storage;

namespace Ashiato.Roles;

/// <summary>Shows the events to people, as pages and as JSON.</summary>
internal static class ConsoleRole
{
    /// <summary>The console's port.</summary>
    /// <param name="server">Where the server of this process listens, if it has one.</param>
    public static WebApplication Build(ProgramOptions options, IEventStore store, ISettingsStore settings, Access access, ILoggerFactory logs, ConnectionDoor door, ConnectionDoctor doctor, IProcessFacts facts, Uri? server)
    {
        var builder = RoleApplication.CreateBuilder(options.Console, logs, door);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<IOtlpReader>(new OtlpReader(TimeProvider.System));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(access.SignIns);
        builder.Services.AddSingleton(facts);
        builder.Services.AddConsole(console =>
        {
            console.ServerUrl = options.ServerUrl ?? server ?? console.ServerUrl;
            console.NeedsSecretToken = options.SecretToken is not null || access.AgentToken is not null;
            console.MayBeOpen = Safety.MayBeOpen(options.Console, options);
            console.TrustsAnyName = options.IsInsecure;
        });
        var app = builder.Build();
        app.RefuseEvents(doctor, options.ServerUrl ?? server);
        app.MapHealth(store);
        app.MapAuthority(door.Certificates);
        app.MapConsole();
        return app;
    }
}
