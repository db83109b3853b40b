namespace Ashiato.Settings.Agents;

/// <summary>A service that sends events, whether or not its agents ask for their configuration.</summary>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Agent"><c>agent.name</c> of its latest events, such as <c>nodejs</c> or <c>opentelemetry/go</c>; <see langword="null"/> when they name none.</param>
/// <param name="SeenAt">When events of it last came.</param>
public sealed record ReportingService(string Service, string? Agent, DateTimeOffset SeenAt);
