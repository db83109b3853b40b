namespace Ashiato.Query.Errors;

/// <summary>Occurrences of an error that have something in common.</summary>
/// <param name="Name">A version, or the name of a transaction; empty for those without.</param>
/// <param name="Type"><c>transaction.type</c>, of transactions.</param>
/// <param name="Count">How many.</param>
/// <param name="OfCount">Of how many transactions; 0 when that is not known.</param>
public sealed record ErrorShare(string Name, string? Type, long Count, long OfCount);
