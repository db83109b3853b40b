namespace Ashiato.Query.Breakdown;

/// <summary>The time that one kind of work took.</summary>
/// <param name="Type"><c>span.type</c>; <c>app</c> for the service's own code.</param>
/// <param name="Subtype"><c>span.subtype</c>, such as <c>mysql</c>.</param>
/// <param name="TotalMicros">All of it, in microseconds.</param>
/// <param name="Share">Its part of the time of all kinds, 0 to 1.</param>
/// <param name="Micros">Over time: one number for every interval, in microseconds.</param>
public sealed record TypeTime(string Type, string? Subtype, double TotalMicros, double Share, IReadOnlyList<double> Micros);
