namespace Ashiato.Storage;

/// <summary>What fills a store, and for how long it will last.</summary>
/// <param name="Shares">By service and kind of event, the largest first.</param>
/// <param name="DaysKept">From the oldest event to now, in days; 0 when there is none.</param>
/// <param name="BytesPerDay">What the last day added, as estimated by its events.</param>
/// <param name="ExpectedBytes">What the store grows to at that rate until its oldest events are removed by age or size; <see langword="null"/> when it removes nothing.</param>
/// <param name="ExpectedDays">How many days of events it will then hold; <see langword="null"/> likewise.</param>
public sealed record StoreUsage(IReadOnlyList<StoreShare> Shares, double DaysKept, double BytesPerDay, double? ExpectedBytes, double? ExpectedDays)
{
    /// <summary>The kinds of events that have a limit of their own, with the bytes that each may take.</summary>
    public IReadOnlyDictionary<string, long> MaxBytesOf { get; init; } = new Dictionary<string, long>();
}
