namespace Ashiato.Query.Metrics;

/// <summary>What one number is made of the reports of an interval.</summary>
public enum MetricCalculation
{
    /// <summary>The mean: for what goes up and down.</summary>
    Average,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The sum: for what is reported as a change.</summary>
    Sum,

    /// <summary>How fast something that only grows does so, per second: each instance by itself, then added up.</summary>
    Rate,

    /// <summary>The 95th percentile: for distributions.</summary>
    P95,
}
