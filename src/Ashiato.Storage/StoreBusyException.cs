namespace Ashiato.Storage;

/// <summary>The store cannot take more at the moment, and kept nothing of what it was given.</summary>
/// <param name="reason">What is full, as a sentence with what to do about it.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class StoreBusyException(string reason, Exception? inner = null) : IOException(reason, inner);
