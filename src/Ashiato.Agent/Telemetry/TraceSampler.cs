using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Agent.Central;

namespace Ashiato.Agent.Telemetry;

/// <summary>Decides what is recorded: by the caller's decision, or for traces that begin here by the rate of the moment.</summary>
internal sealed class TraceSampler(LiveRecording recording)
{
    /// <summary>Decides about an activity that is about to begin.</summary>
    public ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        bool isRecorded = options.Parent.TraceId == default ? ShouldBegin(ref options) : ShouldContinue(options.Source, options.Parent);
        if (isRecorded) return ActivitySamplingResult.AllDataAndRecorded;
        // Where a trace enters, its identity is kept for those who are called; within, the activity around does that.
        return options.Parent.TraceId == default || options.Parent.IsRemote ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None;
    }

    private bool ShouldBegin(ref ActivityCreationOptions<ActivityContext> options)
    {
        var current = recording.Current;
        if (!current.IsOn) return false;
        if (current.SampleRate >= 1) return true;
        Span<byte> id = stackalloc byte[16];
        options.TraceId.CopyTo(id);
        // Both halves of a trace id are random; the same trace is judged alike by all who judge by this half.
        double place = BinaryPrimitives.ReadUInt64BigEndian(id[8..]) / (double)ulong.MaxValue;
        if (place >= current.SampleRate) return false;
        options = options with { TraceState = string.Create(CultureInfo.InvariantCulture, $"es=s:{current.SampleRate:0.####}") };
        return true;
    }

    private bool ShouldContinue(ActivitySource source, in ActivityContext parent)
    {
        var current = recording.Current;
        if (!current.IsOn || (parent.TraceFlags & ActivityTraceFlags.Recorded) == 0) return false;
        if (parent.IsRemote || Activity.Current is not { } around) return true;
        // What a provider emits while a traced statement runs is that once more.
        if (ReferenceEquals(around.Source, Sources.Data)) return false;
        if (around is Data.Opening opening)
        {
            // So is what it emits while a connection is opened; but whom it calls for that, for a token or an address, may be traced too, and names its parent.
            if (source.Name != Sources.HttpCalls) return false;
            opening.IsNamed = true;
        }
        return Progress.Of(Transactions.Of(around)).TryTakeSpan(current.MaxSpans);
    }
}
