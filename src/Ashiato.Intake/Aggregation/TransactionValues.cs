namespace Ashiato.Intake.Aggregation;

/// <summary>The numbers of a group of transactions. Weights count, not events.</summary>
internal sealed class TransactionValues
{
    /// <summary>How long they took.</summary>
    public DurationHistogram Durations { get; } = new();

    /// <summary>How many succeeded.</summary>
    public double Successes { get; private set; }

    /// <summary>How many failed.</summary>
    public double Failures { get; private set; }

    public void Add(long micros, double weight, bool isSuccess, bool isFailure)
    {
        Durations.Add(micros, weight);
        if (isSuccess) Successes += weight;
        if (isFailure) Failures += weight;
    }
}
