namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Which rows of a row group have a value: in the low half of a block's second byte.</summary>
internal enum Presence : byte
{
    /// <summary>All of them.</summary>
    Dense = 0,

    /// <summary>Those of the shapes that have the field.</summary>
    ByShape = 1,

    /// <summary>Those that are listed: how many, then the first row and the distances from row to row.</summary>
    Listed = 2,
}
