namespace Ashiato.Query.Calls;

/// <summary>On how many requests what is said of callers rests.</summary>
/// <param name="RequestCount">Transactions in the period.</param>
/// <param name="LookedAt">How many of them were looked at span by span.</param>
public sealed record Evidence(long RequestCount, int LookedAt)
{
    /// <summary>True when all were looked at, and numbers are exact.</summary>
    public bool IsAll => LookedAt >= RequestCount;
}
