using Ashiato.Model;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded;

/// <summary>Events that are in the log but not yet in a segment. Changed by one thread; <see cref="Groups"/> may be read by any.</summary>
/// <remarks>
/// Small batches are put together, sixteen neighbours of about one size at a time, so that thousands of them cost neither memory nor
/// query time, and each event is copied twice at most.
/// </remarks>
internal sealed class MemoryTable
{
    private const int FanIn = 16;
    private const int LargeRows = 256;

    private readonly List<MemoryRowGroup> _groups = [];

    /// <summary>The row groups, oldest first; a list that never changes.</summary>
    public IReadOnlyList<RowGroup> Groups { get; private set; } = [];

    public int RowCount { get; private set; }

    public long EstimatedBytes { get; private set; }

    /// <summary>Once sealed: the log file that is not about this table any more.</summary>
    public long LogEnd { get; set; }

    /// <summary>When the first event came.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Adds batches that became durable together.</summary>
    /// <param name="batches">The batches, none of them empty.</param>
    /// <param name="now">The moment.</param>
    /// <param name="nextNumber">Gives numbers for row groups.</param>
    public void Add(IEnumerable<EventBatch> batches, DateTimeOffset now, Func<long> nextNumber)
    {
        foreach (var batch in batches)
        {
            Since ??= now;
            RowCount += batch.RowCount;
            Push(batch, nextNumber);
            while (TryCombine(nextNumber))
            {
                // Sixteen combined may be the sixteenth of the next size.
            }
        }
        Groups = _groups.ToArray();
    }

    // Segments number their row groups in the low 16 bits of the sequence.
    private void Push(EventBatch batch, Func<long> nextNumber)
    {
        _groups.Add(new MemoryRowGroup(batch, nextNumber() << 16));
        EstimatedBytes += ColumnSize.Of(batch);
    }

    private bool TryCombine(Func<long> nextNumber)
    {
        int first = _groups.Count - FanIn;
        if (first < 0) return false;
        int size = SizeClass(_groups[^1]);
        if (size == SizeClass(LargeRows)) return false;
        for (int i = first; i < _groups.Count; i++)
            if (SizeClass(_groups[i]) > size) return false;

        var builder = new EventBatchBuilder();
        for (int i = first; i < _groups.Count; i++)
        {
            builder.Append(_groups[i].Batch);
            EstimatedBytes -= ColumnSize.Of(_groups[i].Batch);
        }
        _groups.RemoveRange(first, FanIn);
        Push(builder.Build(default), nextNumber);
        return true;
    }

    private static int SizeClass(MemoryRowGroup group) => SizeClass(group.RowCount);

    // 1 to 15 rows, to 255, more.
    private static int SizeClass(int rows) => rows >= LargeRows ? 2 : rows >= FanIn ? 1 : 0;
}
