using Ashiato.Query.Transactions;

namespace Ashiato.Query.Services;

/// <summary>One service in a period.</summary>
/// <param name="Summary">Its numbers, of transactions of the chosen type; its series has as many intervals as a chart can show.</param>
/// <param name="TransactionTypes">Its transaction types, most transactions first.</param>
/// <param name="Transactions">Its transaction groups of the chosen type, most time spent first.</param>
public sealed record ServiceDetails(ServiceSummary Summary, IReadOnlyList<string> TransactionTypes, IReadOnlyList<TransactionGroup> Transactions);
