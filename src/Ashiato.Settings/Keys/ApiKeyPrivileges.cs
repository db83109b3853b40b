namespace Ashiato.Settings.Keys;

/// <summary>What an API key opens.</summary>
[Flags]
public enum ApiKeyPrivileges
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>event:write</c>: sending events.</summary>
    EventWrite = 1,

    /// <summary><c>config_agent:read</c>: asking for the agents' central configuration.</summary>
    AgentConfigurationRead = 2,

    /// <summary><c>sourcemap:write</c>: uploading source maps.</summary>
    SourceMapWrite = 4,

    /// <summary><c>event:read</c>: searching events through the Search API.</summary>
    EventRead = 8,

    /// <summary>All of it.</summary>
    All = EventWrite | AgentConfigurationRead | SourceMapWrite | EventRead,
}
