namespace Ashiato.Query.Calls;

/// <summary>Lengths of time that spans cover.</summary>
internal static class CoveredTime
{
    /// <summary>How much of a stretch is covered by at least one of some spans, which come earliest first. In microseconds.</summary>
    public static long Of(IEnumerable<SampledSpan> spans, long from = long.MinValue, long to = long.MaxValue)
    {
        long covered = 0, reached = from;
        foreach (var span in spans)
        {
            long start = Math.Max(span.StartMicros, reached), end = Math.Min(span.EndMicros, to);
            if (end <= start) continue;
            covered += end - start;
            reached = end;
        }
        return covered;
    }
}
