namespace Ashiato.Query.Transactions;

/// <summary>Which transaction group.</summary>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Name"><c>transaction.name</c>.</param>
/// <param name="Type"><c>transaction.type</c>; <see langword="null"/> for any.</param>
public readonly record struct TransactionKey(string Service, string Name, string? Type = null);
