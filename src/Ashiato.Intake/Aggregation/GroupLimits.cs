namespace Ashiato.Intake.Aggregation;

/// <summary>How many groups are told apart in one interval. What comes beyond goes into one group that is called <c>_other</c>.</summary>
internal sealed record GroupLimits(int Services, int Transactions, int ServiceTransactions, int ServiceDestinations);
