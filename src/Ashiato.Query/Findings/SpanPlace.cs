namespace Ashiato.Query.Findings;

/// <summary>Where a span is.</summary>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="SpanId"><c>span.id</c>.</param>
internal readonly record struct SpanPlace(string TraceId, string SpanId);
