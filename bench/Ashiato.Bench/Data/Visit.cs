namespace Ashiato.Bench.Data;

/// <summary>Who asks for what when: the literals that all events of a trace share.</summary>
/// <param name="TraceHigh">First half of the trace id.</param>
/// <param name="TraceLow">Second half of the trace id.</param>
/// <param name="User">The user's number.</param>
/// <param name="Item">The item's number.</param>
/// <param name="Session">The user's session, the same for an hour.</param>
/// <param name="Region">Where the user is.</param>
/// <param name="Moment">When the trace started.</param>
internal sealed record Visit(ulong TraceHigh, ulong TraceLow, int User, int Item, ulong Session, string Region, DateTime Moment);
