using Ashiato.Model;

namespace Ashiato.Query.Calls;

/// <summary>One span of a request that is looked at.</summary>
/// <param name="Kind">Index into <see cref="CallSample.Kinds"/>.</param>
/// <param name="Id"><c>span.id</c>.</param>
/// <param name="ParentId"><c>parent.id</c>.</param>
/// <param name="StartMicros"><c>@timestamp</c>.</param>
/// <param name="DurationMicros"><c>span.duration.us</c>.</param>
/// <param name="CallCount">For how many calls it stands, at least 1.</param>
/// <param name="Step">What it does for its kind.</param>
/// <param name="IsFailed">Whether its outcome is a failure.</param>
/// <param name="Rows"><c>span.db.rows_affected</c>, or −1.</param>
/// <param name="AnswerBytes">The size of the answer, or −1.</param>
internal readonly record struct SampledSpan(
    int Kind, EventId Id, EventId ParentId, long StartMicros, long DurationMicros, int CallCount, CallStep Step, bool IsFailed, long Rows, long AnswerBytes)
{
    /// <summary>When it ended.</summary>
    public long EndMicros => StartMicros + DurationMicros;
}
