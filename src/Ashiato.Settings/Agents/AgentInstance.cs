namespace Ashiato.Settings.Agents;

/// <summary>Agents that ask for their configuration, and whether they have the one that they should.</summary>
/// <param name="State">What was last heard from them.</param>
/// <param name="HasCurrent">True when they have shown the tag of what their service is told now.</param>
/// <param name="SampleRate">The sample rate that they are told now; <see langword="null"/> for none.</param>
public sealed record AgentInstance(AgentState State, bool HasCurrent, string? SampleRate);
