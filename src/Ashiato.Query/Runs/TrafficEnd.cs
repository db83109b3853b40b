namespace Ashiato.Query.Runs;

/// <summary>How far traffic goes.</summary>
/// <param name="LastMicros">When the last request began that belongs to it, in microseconds since the Unix epoch (UTC).</param>
/// <param name="IsSilent">True when silence follows; false when nobody knows yet.</param>
public readonly record struct TrafficEnd(long LastMicros, bool IsSilent);
