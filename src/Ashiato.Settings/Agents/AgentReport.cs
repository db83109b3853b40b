namespace Ashiato.Settings.Agents;

/// <summary>What one server has heard from agents.</summary>
/// <param name="Server">The server; each start of one is another.</param>
/// <param name="ReportedAt">When it wrote this.</param>
/// <param name="States">What it heard.</param>
public sealed record AgentReport(string Server, DateTimeOffset ReportedAt, IReadOnlyList<AgentState> States);
