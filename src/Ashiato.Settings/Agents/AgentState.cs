namespace Ashiato.Settings.Agents;

/// <summary>What a server last heard from agents of one service at one address. Processes of a service that share an address and an agent are one.</summary>
/// <param name="Service">The service that they asked for.</param>
/// <param name="Environment">Its environment; <see langword="null"/> when they name none.</param>
/// <param name="Address">Where they are, as the server sees it.</param>
/// <param name="Agent">What they call themselves (<c>User-Agent</c>).</param>
/// <param name="Tag">The tag of the configuration that they have; <see langword="null"/> when they have none yet.</param>
/// <param name="SeenAt">When they last asked.</param>
public sealed record AgentState(string Service, string? Environment, string Address, string Agent, string? Tag, DateTimeOffset SeenAt);
