namespace Ashiato.Query.Gates;

/// <summary>What came of a claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Measured">The value that it was compared with; <see langword="null"/> when there was nothing to measure.</param>
/// <param name="Holds">True when it is true. What cannot be measured is not.</param>
/// <param name="Of">What the value was measured on: how many requests, or which endpoint and call.</param>
public sealed record GateResult(GateClaim Claim, double? Measured, bool Holds, string Of);
