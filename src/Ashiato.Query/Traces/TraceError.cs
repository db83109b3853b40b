namespace Ashiato.Query.Traces;

/// <summary>An error inside a trace.</summary>
/// <param name="Id"><c>error.id</c>.</param>
/// <param name="Row">Index of the row under which it was recorded, or −1.</param>
/// <param name="OffsetMicros">Microseconds since the start of the trace.</param>
/// <param name="Type">Type of the first exception, or null.</param>
/// <param name="Message">The message.</param>
public sealed record TraceError(string Id, int Row, long OffsetMicros, string? Type, string Message);
