using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Roles;

/// <summary>Lends the intake's decoder to the console, which reads files of traces with it.</summary>
internal sealed class OtlpReader(TimeProvider time) : IOtlpReader
{
    public IReadOnlyList<EventBatch> ReadTraces(ReadOnlyMemory<byte> json) => OtlpTraceFile.Read(json.Span, time);
}
