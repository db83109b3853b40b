namespace Ashiato.Query.Deploys;

/// <summary>A version of a service began to report beside or after another one.</summary>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Version"><c>service.version</c>.</param>
/// <param name="AtMicros">Start of the interval in which it first reported, microseconds since the Unix epoch (UTC).</param>
public sealed record Deploy(string Service, string Version, long AtMicros);
