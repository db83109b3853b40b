using System.Diagnostics;
using Ashiato.Agent.Central;
using Ashiato.Agent.Delivery;
using Ashiato.Agent.Settings;
using Ashiato.Agent.Telemetry;
using Ashiato.Agent.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent;

/// <summary>Adds the agent to an application.</summary>
public static class AshiatoServices
{
    /// <summary>Makes the application report its requests, its calls, its errors and its runtime's metrics to Ashiato.</summary>
    /// <param name="services">The application's services: <c>builder.Services</c>.</param>
    /// <param name="configure">Says in code what is usually left to <c>ELASTIC_APM_*</c>, <c>OTEL_*</c> and configuration; it counts before them.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>Nothing that goes wrong in it reaches the application. Calling it again changes nothing.</remarks>
    public static IServiceCollection AddAshiato(this IServiceCollection services, Action<AshiatoOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(AgentSettings))) return services;
        services.AddSingleton(provider =>
        {
            var options = new AshiatoOptions();
            configure?.Invoke(options);
            return SettingsAssembly.Assemble(options, Environment.GetEnvironmentVariable, provider.GetService<IConfiguration>(), provider.GetService<IHostEnvironment>());
        });
        services.AddSingleton(provider => new LiveRecording(provider.GetRequiredService<AgentSettings>().Recording));
        services.AddSingleton(provider => new AgentLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger(AgentLog.Category), provider.GetRequiredService<AgentSettings>()));
        services.AddSingleton<LogForwarding>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogForwarding>());
        services.AddSingleton<IStartupFilter, RequestTracing>();
        // ASP.NET Core reads the trace context of requests by the propagator that is registered.
        services.Replace(ServiceDescriptor.Singleton<DistributedContextPropagator>(_ => new ElasticPropagator(DistributedContextPropagator.Current)));
        services.AddSingleton(provider => new AgentRuntime(
            provider.GetRequiredService<AgentSettings>(), provider.GetRequiredService<LiveRecording>(), provider.GetRequiredService<LogForwarding>(), provider.GetRequiredService<AgentLog>(), TimeProvider.System));
        services.AddHostedService(provider => provider.GetRequiredService<AgentRuntime>());
        return services;
    }
}
