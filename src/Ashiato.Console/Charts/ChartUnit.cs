namespace Ashiato.Console.Charts;

/// <summary>What the values of a chart are, and so how its axis is labelled.</summary>
public enum ChartUnit
{
    /// <summary>Microseconds.</summary>
    Duration,

    /// <summary>Whole numbers.</summary>
    Count,

    /// <summary>1 is all.</summary>
    Share,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Any number.</summary>
    Number,
}
