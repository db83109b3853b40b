namespace Marketplace.Market;

/// <summary>Which faults are in the marketplace now.</summary>
internal sealed class Faults
{
    private volatile Fault _present = Fault.All;

    /// <summary>Whether a fault is there.</summary>
    public bool Has(Fault fault) => (_present & fault) != 0;

    /// <summary>Mends some, and brings all others back.</summary>
    /// <param name="names">Their names with commas; <c>all</c> for all.</param>
    /// <exception cref="ArgumentException">A name is none of a fault.</exception>
    public void Mend(string? names)
    {
        var mended = Fault.None;
        foreach (string name in (names ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            mended |= Enum.TryParse<Fault>(name, ignoreCase: true, out var fault) ? fault : throw new ArgumentException($"There is no fault '{name}'. There are users, categories, shipments, hash and lock.");
        _present = Fault.All & ~mended;
    }
}
