using System.ComponentModel.DataAnnotations;

namespace Ashiato.Intake.Aggregation;

/// <summary>Which metrics are made from events as they come, and how many groups they may have.</summary>
/// <remarks>Limits that are not set follow the memory at hand: see the defaults, in which GiB is what the process may use, at most 64.</remarks>
public sealed class AggregationOptions
{
    /// <summary>The intervals of the metrics, shortest first: some of <c>1m</c>, <c>10m</c> and <c>60m</c>, with commas between them, or <c>off</c>. Default <c>60m</c>.</summary>
    public string Intervals { get; set; } = "60m";

    /// <summary>True for a text that <see cref="Intervals"/> can be.</summary>
    public static bool AreIntervals(string text) => MetricInterval.TryParse(text, out _);

    /// <summary>Services that are told apart in one interval. Default 1,000 × GiB.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Set Intake:Aggregation:MaxServices between {1} and {2}.")]
    public int? MaxServices { get; set; }

    /// <summary>Groups of transactions that are told apart in one interval; one service may have a tenth. Default 5,000 × GiB.</summary>
    [Range(10, 10_000_000, ErrorMessage = "Set Intake:Aggregation:MaxTransactionGroups between {1} and {2}.")]
    public int? MaxTransactionGroups { get; set; }

    /// <summary>Groups by service and transaction type that are told apart in one interval; one service may have a tenth. Default 1,000 × GiB.</summary>
    [Range(10, 10_000_000, ErrorMessage = "Set Intake:Aggregation:MaxServiceTransactionGroups between {1} and {2}.")]
    public int? MaxServiceTransactionGroups { get; set; }

    /// <summary>Groups by destination that are told apart in one interval; one service may have a tenth. Default 5,000 × GiB + 5,000.</summary>
    [Range(10, 10_000_000, ErrorMessage = "Set Intake:Aggregation:MaxServiceDestinationGroups between {1} and {2}.")]
    public int? MaxServiceDestinationGroups { get; set; }

    /// <summary>The numbers that stand for limits which are not set.</summary>
    internal GroupLimits Limits()
    {
        double gibibytes = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024), 0.25, 64);
        return new GroupLimits(
            MaxServices ?? (int)(1_000 * gibibytes),
            MaxTransactionGroups ?? (int)(5_000 * gibibytes),
            MaxServiceTransactionGroups ?? (int)(1_000 * gibibytes),
            MaxServiceDestinationGroups ?? (int)(5_000 * gibibytes) + 5_000);
    }
}
