namespace Ashiato.Query.Traces.Comparison;

/// <summary>One of two traces that are compared.</summary>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="Name">The name of its first row.</param>
/// <param name="Service">Its service.</param>
/// <param name="StartMicros">Its start, in microseconds since the Unix epoch (UTC).</param>
/// <param name="DurationMicros">From its first start to its last end.</param>
/// <param name="Spans">How many rows it has.</param>
public sealed record ComparedTrace(string TraceId, string Name, string Service, long StartMicros, long DurationMicros, int Spans)
{
    internal static ComparedTrace Of(Trace trace)
    {
        var first = trace.Rows.Count > 0 ? trace.Rows[0] : null;
        string service = first is { Service: >= 0 } ? trace.Services[first.Service].Name : "";
        return new ComparedTrace(trace.TraceId, first?.Name ?? "", service, trace.StartMicros, trace.DurationMicros, trace.Rows.Count);
    }
}
