namespace Ashiato.Query.Gates;

/// <summary>In what a value is counted.</summary>
public enum GateUnit
{
    /// <summary>A plain number.</summary>
    Number,

    /// <summary>Microseconds.</summary>
    Micros,

    /// <summary>A share, of which 1 is all.</summary>
    Share,
}
