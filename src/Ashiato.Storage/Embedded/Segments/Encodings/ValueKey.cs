namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>What values are written once for: in the high half of a block's second byte.</summary>
internal enum ValueKey : byte
{
    /// <summary>Each row.</summary>
    Row = 0,

    /// <summary>Each trace, in the order of their first rows with a value.</summary>
    Trace = 1,

    /// <summary>Each transaction id, in the order of their first rows with a value.</summary>
    Transaction = 2,
}
