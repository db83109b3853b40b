using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Decodes a file of traces in OTLP's JSON, as a request to <c>/v1/traces</c> would be, without storing it.</summary>
public static class OtlpTraceFile
{
    /// <summary>The events of the file.</summary>
    /// <exception cref="InvalidDataException">It is no <c>ExportTraceServiceRequest</c>; the message is for whoever sent it.</exception>
    public static IReadOnlyList<EventBatch> Read(ReadOnlySpan<byte> json, TimeProvider time)
    {
        var message = new ByteBuffer();
        new JsonTranscoder().Transcode(json, JsonShapes.Traces, message);
        var decoder = new OtlpDecoder(new IntakeOptions());
        decoder.Begin(OtlpSignal.Traces, message.Length, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000, client: null);
        var batches = new List<EventBatch>();
        bool hasMore = true;
        while (hasMore)
        {
            hasMore = decoder.Decode(message.Written);
            if (decoder.TakeBatch() is { } batch) batches.Add(batch);
        }
        return batches;
    }
}
