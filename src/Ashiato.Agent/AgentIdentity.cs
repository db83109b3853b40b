using System.Reflection;

namespace Ashiato.Agent;

/// <summary>What the agent is called.</summary>
internal static class AgentIdentity
{
    /// <summary>The name of the distribution, which becomes the end of <c>agent.name</c>.</summary>
    public const string Name = "ashiato";

    /// <summary>The version.</summary>
    public static string Version { get; } = typeof(AgentIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>What requests say.</summary>
    public static string UserAgent { get; } = $"ashiato-agent-dotnet/{Version}";
}
