namespace Ashiato.Query.Flame;

/// <summary>One frame of a flame graph: the same step, below the same steps, in many traces.</summary>
/// <param name="Name"><c>transaction.name</c> or <c>span.name</c>.</param>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Type"><c>transaction.type</c> or <c>span.type</c>.</param>
/// <param name="Subtype"><c>span.subtype</c>.</param>
/// <param name="Count">How often it was taken.</param>
/// <param name="TotalMicros">How long all of them took together, in microseconds.</param>
/// <param name="SelfMicros">Without what was below them.</param>
/// <param name="CriticalMicros">How much of it determined how long the traces took.</param>
/// <param name="FailedCount">How many failed.</param>
/// <param name="Children">The steps below, most time first.</param>
public sealed record FlameNode(
    string Name, string Service, string? Type, string? Subtype, long Count, long TotalMicros, long SelfMicros, long CriticalMicros, long FailedCount, IReadOnlyList<FlameNode> Children);
