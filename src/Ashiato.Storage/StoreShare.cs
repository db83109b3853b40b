namespace Ashiato.Storage;

/// <summary>What one service's events of one kind take.</summary>
/// <param name="Service"><c>service.name</c>; empty for events without one.</param>
/// <param name="Kind"><c>processor.event</c>; empty for events without one.</param>
/// <param name="EventCount">How many events there are.</param>
/// <param name="SizeBytes">About how many bytes they take on disk: their share of all events.</param>
public sealed record StoreShare(string Service, string Kind, long EventCount, long SizeBytes);
