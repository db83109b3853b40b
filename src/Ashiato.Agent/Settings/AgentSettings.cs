using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Settings;

/// <summary>What was set, put together from code, environment and configuration. It does not change afterwards.</summary>
internal sealed record AgentSettings
{
    public bool IsEnabled { get; init; } = true;

    /// <summary>The servers, in the order in which they are tried. None has a path that ends with a slash.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>What goes into <c>Authorization</c>.</summary>
    public string? Authorization { get; init; }

    public required string ServiceName { get; init; }

    public string? ServiceVersion { get; init; }

    public string? Environment { get; init; }

    public string? ServiceNodeName { get; init; }

    public string? HostName { get; init; }

    /// <summary>Labels of all events, and attributes of the resource that have no setting of their own.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> GlobalLabels { get; init; } = [];

    public bool VerifiesServer { get; init; } = true;

    /// <summary>A PEM file of authorities to trust in place of the machine's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How long one request to the server may take. Default 10 s.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public bool Compresses { get; init; } = true;

    /// <summary>How many ended spans wait at most. Default 4,096.</summary>
    public int MaxQueueSize { get; init; } = 4_096;

    /// <summary>How long the text of an attribute may be, in UTF-16 units. Default 32,768.</summary>
    public int MaxAttributeLength { get; init; } = 32_768;

    /// <summary>How long an ended span waits for others at most. Default 1 s.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often metrics are sent; zero for never. Default 30 s.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it is counted what the time of transactions goes to.</summary>
    public bool BreaksDown { get; init; } = true;

    public IReadOnlyList<string> DisabledMetrics { get; init; } = [];

    public bool AsksForConfiguration { get; init; } = true;

    public bool CapturesParameters { get; init; }

    public LogLevel SendLogs { get; init; } = LogLevel.Warning;

    /// <summary>From which level on the agent says something about itself.</summary>
    public LogLevel OwnLogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where it says it beside the application's log: a file, <c>stderr</c> or <c>stdout</c>.</summary>
    public string? OwnLogFile { get; init; }

    /// <summary>What may change while the program runs.</summary>
    public required Recording Recording { get; init; }

    public IReadOnlyList<string> Sources { get; init; } = [];

    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>What was set and could not be understood, as sentences.</summary>
    public IReadOnlyList<string> Complaints { get; init; } = [];
}
