using Ashiato.Query.Transactions;

namespace Ashiato.Query.Traces;

/// <summary>The traces that one kind of transaction began.</summary>
/// <param name="Service"><c>service.name</c> of the transactions.</param>
/// <param name="Group">Their numbers; share and impact are among all that began a trace.</param>
public sealed record RootGroup(string Service, TransactionGroup Group);
