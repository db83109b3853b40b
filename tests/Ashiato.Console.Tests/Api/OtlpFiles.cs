using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Console.Tests.Api;

/// <summary>The intake's decoder, as the program lends it.</summary>
internal sealed class OtlpFiles : IOtlpReader
{
    public IReadOnlyList<EventBatch> ReadTraces(ReadOnlyMemory<byte> json) => OtlpTraceFile.Read(json.Span, TimeProvider.System);
}
