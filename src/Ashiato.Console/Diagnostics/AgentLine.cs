namespace Ashiato.Console.Diagnostics;

/// <summary>An agent: what it calls itself, with its version, and whether it has the configuration that it should have; of one that never asks, nothing is known of that.</summary>
internal sealed record AgentLine(string Service, string? Environment, string? Agent, DateTimeOffset? LastAsked, bool? HasConfiguration);
