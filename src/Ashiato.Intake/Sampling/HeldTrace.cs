namespace Ashiato.Intake.Sampling;

/// <summary>A trace whose events wait.</summary>
internal sealed class HeldTrace
{
    /// <summary>The conditions that its events meet: see <see cref="PolicySet.MetBy"/>.</summary>
    public ulong Met { get; set; }

    /// <summary>The records of the <see cref="Spool"/> that hold events of it, ascending.</summary>
    public List<long> Records { get; } = new(2);

    /// <summary>How many events wait, by service.</summary>
    public ServiceCounts Events { get; } = new();
}
