using Microsoft.Extensions.Logging;

namespace Ashiato.Agent;

/// <summary>What a program says in code about its agent.</summary>
/// <remarks>What is set here counts before variables and configuration files; what is <see langword="null"/> is left to them.</remarks>
public sealed class AshiatoOptions
{
    /// <summary>Whether the agent does anything at all. Default: yes.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Where Ashiato listens for agents. Default: <c>http://127.0.0.1:8200</c>.</summary>
    public Uri? ServerUrl { get; set; }

    /// <summary>The server's secret token, if it asks for one.</summary>
    public string? SecretToken { get; set; }

    /// <summary>An API key, in place of the secret token.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The name of the service. Default: the name of the program.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The version of the service. Default: the program's informational version.</summary>
    public string? ServiceVersion { get; set; }

    /// <summary>Where the service is deployed, such as <c>production</c>. Default: the host's environment.</summary>
    public string? Environment { get; set; }

    /// <summary>Tells instances of one service apart. Default: the host's name.</summary>
    public string? ServiceNodeName { get; set; }

    /// <summary>How many of the traces that begin here are recorded, from 0 to 1. Default: 1, all of them.</summary>
    public double? SampleRate { get; set; }

    /// <summary>Whether the values of statements' parameters are sent. They may be secret. Default: no.</summary>
    public bool? CaptureParameters { get; set; }

    /// <summary>From which level on log lines are sent. Default: <see cref="LogLevel.Warning"/>; <see cref="LogLevel.None"/> sends none.</summary>
    public LogLevel? SendLogs { get; set; }

    /// <summary>Names of activity sources that are recorded beside the known ones; a name may end with <c>*</c>.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>Names of meters that are sent beside the runtime's.</summary>
    public IList<string> Meters { get; } = [];
}
