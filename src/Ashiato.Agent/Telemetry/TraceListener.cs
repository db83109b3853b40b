using System.Diagnostics;
using Ashiato.Agent.Central;
using Ashiato.Agent.Data;
using Ashiato.Agent.Delivery;
using Ashiato.Agent.Settings;
using OpenTelemetry;

namespace Ashiato.Agent.Telemetry;

/// <summary>Listens to activities: says which are recorded, completes those that end, and hands them on to be sent.</summary>
internal sealed class TraceListener : IDisposable
{
    private readonly WildcardPattern[] _sources;
    private readonly LiveRecording _recording;
    private readonly TraceSampler _sampler;
    private readonly Completion _completion = new();
    private readonly Breakdown? _breakdown;
    private readonly Outbox _outbox;
    private readonly ActivityListener _listener;

    /// <summary>Begins to listen.</summary>
    /// <param name="sources">Names of sources; <c>*</c> stands for any characters.</param>
    /// <param name="recording">What is recorded.</param>
    /// <param name="breakdown">Counts what time goes to, if that is wanted.</param>
    /// <param name="outbox">Takes what has ended.</param>
    public TraceListener(IEnumerable<string> sources, LiveRecording recording, Breakdown? breakdown, Outbox outbox)
    {
        (_sources, _recording, _sampler, _breakdown, _outbox) = (WildcardPattern.All(sources), recording, new TraceSampler(recording), breakdown, outbox);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => WildcardPattern.AnyMatches(_sources, source.Name),
            // What is done to send events, by whomever, must not become events.
            Sample = (ref options) => Sdk.SuppressInstrumentation ? ActivitySamplingResult.None : _sampler.Sample(ref options),
            ActivityStarted = breakdown is null ? null : Begin,
            ActivityStopped = End,
        };
        Opening.Ended += End;
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Listens no longer.</summary>
    public void Dispose()
    {
        Opening.Ended -= End;
        _listener.Dispose();
    }

    private static void Begin(Activity activity)
    {
        if (activity.IsAllDataRequested) Breakdown.OnStart(activity);
    }

    private void End(Activity activity)
    {
        if (!activity.IsAllDataRequested) return;
        if (activity.Recorded) _completion.OnEnd(activity);
        _breakdown?.OnEnd(activity);
        if (activity.Recorded) _outbox.Add(activity);
    }

    /// <summary>A connection was opened. Nobody has listened to it until now.</summary>
    private void End(Opening opening)
    {
        if (!opening.IsNamed && !Progress.Of(Transactions.Of(opening)).TryTakeSpan(_recording.Current.MaxSpans)) return;
        if (_breakdown is not null)
        {
            Breakdown.OnStart(opening);
            _breakdown.OnEnd(opening);
        }
        _outbox.Add(opening, Sources.Data, ActivityKind.Client);
    }
}
