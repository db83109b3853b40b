using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Agent.Central;
using OpenTelemetry.Trace;

namespace Ashiato.Agent.Telemetry;

/// <summary>Decides what is recorded: by the caller's decision, or for traces that begin here by the rate of the moment.</summary>
internal sealed class TraceSampler(LiveRecording recording) : Sampler
{
    private static readonly SamplingResult s_drop = new(SamplingDecision.Drop);
    private static readonly SamplingResult s_record = new(SamplingDecision.RecordAndSample);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters parameters)
    {
        var current = recording.Current;
        if (!current.IsOn) return s_drop;
        var parent = parameters.ParentContext;
        if (parent.TraceId == default) return ShouldBegin(current.SampleRate, parameters.TraceId);
        if ((parent.TraceFlags & ActivityTraceFlags.Recorded) == 0) return s_drop;
        if (parent.IsRemote || Activity.Current is not { } around) return s_record;
        // What a provider emits while a traced statement runs, or a connection is opened, is that once more.
        if (ReferenceEquals(around.Source, Sources.Data) || around is Data.Opening) return s_drop;
        return SpanBudget.Of(around).TryTake(current.MaxSpans) ? s_record : s_drop;
    }

    private static SamplingResult ShouldBegin(double rate, ActivityTraceId traceId)
    {
        if (rate >= 1) return s_record;
        Span<byte> id = stackalloc byte[16];
        traceId.CopyTo(id);
        // Both halves of a trace id are random; the same trace is judged alike by all who judge by this half.
        double place = BinaryPrimitives.ReadUInt64BigEndian(id[8..]) / (double)ulong.MaxValue;
        return place < rate ? new SamplingResult(SamplingDecision.RecordAndSample, string.Create(CultureInfo.InvariantCulture, $"es=s:{rate:0.####}")) : s_drop;
    }
}
