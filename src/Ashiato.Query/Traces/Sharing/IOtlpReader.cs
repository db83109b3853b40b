using Ashiato.Model;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Makes events of traces in OpenTelemetry's JSON, as they would be stored had an agent sent them.</summary>
public interface IOtlpReader
{
    /// <summary>Reads an <c>ExportTraceServiceRequest</c>.</summary>
    /// <exception cref="InvalidDataException">It is none; the message is for whoever sent it.</exception>
    IReadOnlyList<EventBatch> ReadTraces(ReadOnlyMemory<byte> json);
}
