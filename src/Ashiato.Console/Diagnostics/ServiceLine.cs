namespace Ashiato.Console.Diagnostics;

/// <summary>A service that reported within a day.</summary>
internal sealed record ServiceLine(string Name, IReadOnlyList<string> Environments, string? Language, string? Version, string? Agent, long Instances, long Transactions, long Failed);
