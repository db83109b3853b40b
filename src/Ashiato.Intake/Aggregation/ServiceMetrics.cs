namespace Ashiato.Intake.Aggregation;

/// <summary>The metrics of one service, or of one set of its global labels, in one interval.</summary>
internal sealed class ServiceMetrics
{
    public MetricGroups<TransactionValues> Transactions { get; } = new();

    public MetricGroups<TransactionValues> ServiceTransactions { get; } = new();

    public MetricGroups<DestinationValues> Destinations { get; } = new();
}
