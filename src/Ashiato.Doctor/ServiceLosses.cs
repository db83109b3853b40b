namespace Ashiato.Doctor;

/// <summary>What became of one service's events since the server's start.</summary>
/// <param name="Service"><c>service.name</c>; empty for events without one, and for all services beyond the first thousand.</param>
/// <param name="Received">Events that arrived and were understood.</param>
/// <param name="Rejected">Events that were refused for what they are, or for which there was no room.</param>
/// <param name="SampledOut">Events that came and were not kept because of sampling: by the agent's decision or the server's.</param>
/// <param name="DroppedByAgent">Spans that the agent says it has dropped (<c>span_count.dropped</c>).</param>
/// <param name="Expired">Events that were older than events are kept when they arrived.</param>
public sealed record ServiceLosses(string Service, long Received, long Rejected, long SampledOut, long DroppedByAgent, long Expired)
{
    /// <summary>This and more of the same service.</summary>
    public ServiceLosses Plus(ServiceLosses more) => new(
        Service, Received + more.Received, Rejected + more.Rejected, SampledOut + more.SampledOut, DroppedByAgent + more.DroppedByAgent, Expired + more.Expired);
}
