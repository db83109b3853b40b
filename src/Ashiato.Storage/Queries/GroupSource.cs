namespace Ashiato.Storage.Queries;

/// <summary>What a store counted to answer a <see cref="GroupQuery"/>. The numbers are the same either way.</summary>
public enum GroupSource
{
    /// <summary>Events, one by one.</summary>
    Rows,

    /// <summary>Summaries of events, and events one by one only where no summary reaches: in memory, and at the ends of the time asked for.</summary>
    Summaries,
}
