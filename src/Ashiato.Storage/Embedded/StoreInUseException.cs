namespace Ashiato.Storage.Embedded;

/// <summary>Another process, or another store of this one, has the data directory open.</summary>
/// <param name="directory">The data directory.</param>
/// <param name="inner">What the lock file answered.</param>
public sealed class StoreInUseException(string directory, Exception inner) : IOException(
    $"The data directory '{directory}' is in use by another Ashiato. Stop that one, or name another directory.", inner);
