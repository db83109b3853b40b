namespace Ashiato.Console;

/// <summary>What the console tells people about the server that agents report to.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Where agents send their events, as an application on this machine reaches it. Default: port 8200 of this machine.</summary>
    public Uri ServerUrl { get; set; } = new("http://127.0.0.1:8200");

    /// <summary>True when agents must show a secret token. The token itself is never shown on a page.</summary>
    public bool NeedsSecretToken { get; set; }

    /// <summary>True when everyone who can connect may do everything while there is no user. Default: somebody must sign in.</summary>
    public bool MayBeOpen { get; set; }

    /// <summary>True when an open console answers under any name, not only to this machine's. Default: only to this machine's.</summary>
    public bool TrustsAnyName { get; set; }
}
