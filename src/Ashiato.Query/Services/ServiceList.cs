using Ashiato.Storage.Queries;

namespace Ashiato.Query.Services;

/// <summary>All services that reported in a period, most time spent first.</summary>
/// <param name="Services">The services.</param>
/// <param name="TransactionCount">Transactions of all of them.</param>
/// <param name="SpanCount">Spans of all of them.</param>
/// <param name="Environments">Environments seen in the period, also those that the list was not asked for.</param>
/// <param name="Source">What the store counted for the numbers: events, or summaries of them.</param>
public sealed record ServiceList(
    IReadOnlyList<ServiceSummary> Services, long TransactionCount, long SpanCount, IReadOnlyList<string> Environments, GroupSource Source = GroupSource.Rows);
