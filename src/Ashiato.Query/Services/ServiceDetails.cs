using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Services;

/// <summary>One service in a period.</summary>
/// <param name="Summary">Its numbers, of transactions of the chosen type; its series has as many intervals as a chart can show.</param>
/// <param name="TransactionTypes">Its transaction types, most transactions first.</param>
/// <param name="Transactions">Its transaction groups of the chosen type, most time spent first.</param>
/// <param name="Source">What the store counted for the numbers: events, or summaries of them.</param>
public sealed record ServiceDetails(
    ServiceSummary Summary, IReadOnlyList<string> TransactionTypes, IReadOnlyList<TransactionGroup> Transactions, GroupSource Source = GroupSource.Rows);
