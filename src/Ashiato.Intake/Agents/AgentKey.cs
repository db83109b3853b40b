namespace Ashiato.Intake.Agents;

/// <summary>What tells agents apart that ask for their configuration.</summary>
internal readonly record struct AgentKey(string Service, string? Environment, string Address, string Agent)
{
    private const int MaxNameLength = 1_024;
    private const int MaxAgentLength = 200;

    /// <summary>The same with texts no longer than people read.</summary>
    public AgentKey Cut() => new(Cut(Service, MaxNameLength), Environment is null ? null : Cut(Environment, MaxNameLength), Address, Cut(Agent, MaxAgentLength));

    /// <summary>The beginning of a text.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
