namespace Ashiato.Kube.Client;

/// <summary>How a client presents itself and how hard it may ask.</summary>
public sealed class KubeClientOptions
{
    /// <summary>The manager of fields that writes are made as.</summary>
    public required string FieldManager { get; init; }

    /// <summary>What the server's log shows.</summary>
    public required string UserAgent { get; init; }

    /// <summary>The longest that a request may take, watches aside. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests a second in the long run, watches aside. Default 20.</summary>
    public double RequestsPerSecond { get; init; } = 20;

    /// <summary>Requests that may go at once after a pause. Default 40.</summary>
    public int Burst { get; init; } = 40;
}
