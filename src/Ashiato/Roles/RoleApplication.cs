using Ashiato.Certificates.Connections;
using Ashiato.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Roles;

/// <summary>What the web applications of all roles have in common.</summary>
internal static class RoleApplication
{
    /// <summary>Requests that run when the program stops get this long to end.</summary>
    /// <remarks>Agents keep a request open for ten seconds at a time and send again what was cut off; nobody should wait for them.</remarks>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(3);

    /// <summary>A builder with nothing but Kestrel on one address, routing and the program's log.</summary>
    public static WebApplicationBuilder CreateBuilder(ListenAddress address, ILoggerFactory logs, ConnectionDoor door, Action<KestrelServerOptions>? configure = null)
    {
        // The working directory and appsettings files mean nothing here: settings come from SettingTable alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(RoleApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listen => door.Guard(listen, speaksHttp2InClear: false));
            // First, since it may say what every address begins with.
            configure?.Invoke(kestrel);
            kestrel.Listen(address.Host, address.Port);
        });
        builder.Services.AddRoutingCore();
        if (door.AsksClients) builder.Services.AddSingleton<IStartupFilter, ClientCertificateGate>();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, ProgramLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainWithin);
        return builder;
    }
}
