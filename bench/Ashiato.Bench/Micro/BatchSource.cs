using Ashiato.Bench.Data;
using Ashiato.Intake;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;

namespace Ashiato.Bench.Micro;

/// <summary>The data set as batches, decoded by intake as it would in the program.</summary>
internal sealed class BatchSource(DataSetOptions options)
{
    private readonly EventDecoder _decoder = new(new IntakeOptions { HostName = "bench" }, streams: new KnownStreams(), stacks: new KnownStacks());

    private readonly OtlpDecoder _otlp = new(new IntakeOptions { HostName = "bench" });

    /// <summary>One batch a request; requests of agents have as many events as a batch may have.</summary>
    public IEnumerable<EventBatch> Batches()
    {
        foreach (var request in new DataSet(options).Requests()) yield return Decode(request.Body.Span);
    }

    /// <summary>Decodes a whole request.</summary>
    /// <exception cref="BenchException">Intake did not take all of it.</exception>
    public EventBatch Decode(ReadOnlySpan<byte> body) => options.Protocol == BenchProtocol.Otlp ? DecodeOtlp(body) : DecodeLines(body);

    private EventBatch DecodeOtlp(ReadOnlySpan<byte> body)
    {
        _otlp.Begin(OtlpSignal.Traces, body.Length, options.StartMicros, null);
        if (_otlp.Decode(body) || _otlp.Rejected.Message.Length > 0) throw new BenchException($"Intake did not take a request of the data set at once: {_otlp.Rejected.Message}");
        return _otlp.TakeBatch() ?? throw new BenchException("A request of the data set has no events.");
    }

    private EventBatch DecodeLines(ReadOnlySpan<byte> body)
    {
        bool hasBegun = false;
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'\n');
            var line = body[..end];
            body = body[(end + 1)..];
            string error;
            if (hasBegun ? _decoder.TryDecode(line, options.StartMicros, out _, out error) : _decoder.TryBegin(line, sender: null, isFromBrowser: false, out error)) hasBegun = true;
            else throw new BenchException($"Intake refused a line of the data set: {error}");
        }
        return _decoder.TakeBatch() ?? throw new BenchException("A request of the data set has no events.");
    }
}
