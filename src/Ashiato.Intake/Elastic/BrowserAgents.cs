namespace Ashiato.Intake.Elastic;

/// <summary>The agents of browsers and phones, whose traces have a data set of their own and whose unsampled transactions are kept.</summary>
internal static class BrowserAgents
{
    /// <summary>True when an agent is one of them, by its name.</summary>
    public static bool Contains(ReadOnlySpan<byte> agent) =>
        agent.SequenceEqual("rum-js"u8) || agent.SequenceEqual("js-base"u8) || agent.SequenceEqual("iOS/swift"u8);
}
