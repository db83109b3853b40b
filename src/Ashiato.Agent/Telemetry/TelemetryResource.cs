using System.Net;
using System.Runtime.InteropServices;
using Ashiato.Agent.Settings;
using OpenTelemetry.Resources;

namespace Ashiato.Agent.Telemetry;

/// <summary>Who sends: service, host, process and agent.</summary>
internal static class TelemetryResource
{
    /// <summary>Describes them.</summary>
    public static ResourceBuilder Of(AgentSettings settings)
    {
        var attributes = new Dictionary<string, object>
        {
            ["service.name"] = settings.ServiceName,
            ["telemetry.distro.name"] = AgentIdentity.Name,
            ["telemetry.distro.version"] = AgentIdentity.Version,
            ["process.pid"] = (long)Environment.ProcessId,
            ["process.runtime.name"] = ".NET",
            ["process.runtime.version"] = Environment.Version.ToString(),
            ["host.name"] = settings.HostName ?? Dns.GetHostName(),
            ["host.arch"] = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            ["os.type"] = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
            ["os.description"] = RuntimeInformation.OSDescription,
        };
        if (settings.ServiceVersion is { } version) attributes["service.version"] = version;
        if (settings.Environment is { } environment) attributes["deployment.environment.name"] = environment;
        if (settings.ServiceNodeName is { } node) attributes["service.instance.id"] = node;
        foreach (var (name, value) in settings.GlobalLabels) attributes.TryAdd(name, value);
        return ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddAttributes(attributes);
    }
}
