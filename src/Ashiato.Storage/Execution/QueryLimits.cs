namespace Ashiato.Storage.Execution;

/// <summary>How much of the machine one query may take.</summary>
/// <param name="Threads">On how many threads it may work at once, at least 1.</param>
/// <param name="MaxBytes">How many bytes it may hold besides the columns it is looking at.</param>
internal sealed record QueryLimits(int Threads, long MaxBytes)
{
    public const long DefaultMaxBytes = 512L << 20;

    /// <summary>So many rows are worth a thread: for fewer, starting its work and putting results together costs more than it saves.</summary>
    public int RowsAThread { get; init; } = 64_000;

    /// <summary>All processors, and memory that leaves room for others.</summary>
    public static QueryLimits Default { get; } = new(Environment.ProcessorCount, DefaultMaxBytes);
}
