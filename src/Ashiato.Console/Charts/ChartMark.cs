namespace Ashiato.Console.Charts;

/// <summary>A moment that charts mark.</summary>
/// <param name="AtMicros">When, in microseconds since the Unix epoch (UTC).</param>
/// <param name="Text">What happened.</param>
public sealed record ChartMark(long AtMicros, string Text);
