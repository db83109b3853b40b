namespace Ashiato.Storage.Execution;

/// <summary>What can be said of a condition and a row group before a column is read.</summary>
internal enum Outlook
{
    /// <summary>No row matches.</summary>
    None,

    /// <summary>Some rows may match and others not.</summary>
    Some,

    /// <summary>Every row matches.</summary>
    All,
}
