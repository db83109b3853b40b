namespace Ashiato.Settings.Agents;

/// <summary>What one server has heard from agents.</summary>
/// <param name="Server">The server; each start of one is another.</param>
/// <param name="ReportedAt">When it wrote this.</param>
/// <param name="States">What it heard.</param>
/// <param name="Services">The services whose events it lately took, also those whose agents ask for nothing; <see langword="null"/> from servers that did not say so yet.</param>
public sealed record AgentReport(string Server, DateTimeOffset ReportedAt, IReadOnlyList<AgentState> States, IReadOnlyList<ReportingService>? Services = null);
