namespace Ashiato.Intake.Aggregation;

/// <summary>The numbers of a group of calls. Weights count, not events.</summary>
internal sealed class DestinationValues
{
    /// <summary>How many calls.</summary>
    public double Count { get; private set; }

    /// <summary>How long they took together, in microseconds.</summary>
    public double SumMicros { get; private set; }

    public void Add(double count, double sumMicros)
    {
        Count += count;
        SumMicros += sumMicros;
    }
}
