namespace Ashiato.Doctor;

/// <summary>Who sends: what is mended differs between them.</summary>
public enum ClientKind
{
    /// <summary>It has not said.</summary>
    Unknown,

    /// <summary>Elastic's agent for Go.</summary>
    Go,

    /// <summary>Elastic's agent for Node.js.</summary>
    NodeJs,

    /// <summary>Elastic's agent for Java.</summary>
    Java,

    /// <summary>Elastic's agent for Python.</summary>
    Python,

    /// <summary>Elastic's agent for Ruby.</summary>
    Ruby,

    /// <summary>Elastic's agent for .NET.</summary>
    DotNet,

    /// <summary>Elastic's agent for PHP.</summary>
    Php,

    /// <summary>An OpenTelemetry SDK, or the Collector.</summary>
    OpenTelemetry,

    /// <summary>A browser, by Elastic's agent for pages or by hand.</summary>
    Browser,

    /// <summary>curl.</summary>
    Curl,
}
