namespace Ashiato.Intake.Aggregation;

/// <summary>The numbers of one group.</summary>
internal interface IMetricValues<T>
{
    /// <summary>Adds the numbers of another.</summary>
    void Merge(T other);
}
