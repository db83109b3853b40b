namespace Ashiato.Intake.Agents;

/// <summary>What tells agents apart that ask for their configuration.</summary>
internal readonly record struct AgentKey(string Service, string? Environment, string Address, string Agent);
