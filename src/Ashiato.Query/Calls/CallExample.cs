namespace Ashiato.Query.Calls;

/// <summary>One call as it was made.</summary>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="SpanId"><c>span.id</c>.</param>
/// <param name="StartMicros"><c>@timestamp</c>.</param>
/// <param name="DurationMicros"><c>span.duration.us</c>.</param>
/// <param name="IsFailed">Whether it failed.</param>
/// <param name="Text"><c>span.db.statement</c> or <c>url.original</c>; else <c>span.name</c>.</param>
public sealed record CallExample(string TraceId, string SpanId, long StartMicros, long DurationMicros, bool IsFailed, string Text);
