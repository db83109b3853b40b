namespace Ashiato.Agent.Settings;

/// <summary>What is recorded. Central configuration changes it while the program runs.</summary>
internal sealed record Recording
{
    /// <summary>False to record nothing.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>How many of the traces that begin here are recorded, from 0 to 1.</summary>
    public double SampleRate { get; init; } = 1;

    /// <summary>How many spans of one transaction are recorded. Default 500.</summary>
    public int MaxSpans { get; init; } = 500;

    /// <summary>Whether headers of requests become labels.</summary>
    public bool CapturesHeaders { get; init; }

    /// <summary>Paths of requests that are not recorded.</summary>
    public WildcardPattern[] IgnoredUrls { get; init; } = [];

    /// <summary>Names of headers and of parameters in URLs whose values are not sent.</summary>
    public WildcardPattern[] SanitisedNames { get; init; } = WildcardPattern.All(DefaultSanitisedNames);

    /// <summary>What Elastic's agents hide too, unless told otherwise.</summary>
    public static readonly string[] DefaultSanitisedNames =
        ["password", "passwd", "pwd", "secret", "*key", "*token*", "*session*", "*credit*", "*card*", "*auth*", "*principal*", "set-cookie", "cookie"];
}
