using Ashiato.Model;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded;

/// <summary>Events that are in the log but not yet in a segment. Thread-safe: the writer adds, somebody else puts together, and all read <see cref="Groups"/>.</summary>
/// <remarks>
/// Small batches are put together, sixteen neighbours of about one size at a time, so that thousands of them cost neither memory nor
/// query time, and each event is copied twice at most. That takes milliseconds, which is why <see cref="Add"/> leaves it to <see cref="TryCombine"/>.
/// </remarks>
internal sealed class MemoryTable
{
    private const int FanIn = 16;
    private const int LargeRows = 256;

    private readonly Lock _gate = new();
    private readonly List<MemoryRowGroup> _groups = [];
    private bool _isSealed;
    private long _estimatedBytes;

    /// <summary>The row groups, oldest first; a list that never changes.</summary>
    public IReadOnlyList<RowGroup> Groups { get; private set; } = [];

    public int RowCount { get; private set; }

    public long EstimatedBytes => Interlocked.Read(ref _estimatedBytes);

    /// <summary>Once sealed: the log file that is not about this table any more.</summary>
    public long LogEnd { get; private set; }

    /// <summary>When the first event came.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Adds batches that became durable together.</summary>
    /// <param name="batches">The batches, none of them empty.</param>
    /// <param name="now">The moment.</param>
    /// <param name="nextNumber">Gives numbers for row groups.</param>
    public void Add(IEnumerable<EventBatch> batches, DateTimeOffset now, Func<long> nextNumber)
    {
        lock (_gate)
        {
            foreach (var batch in batches)
            {
                Since ??= now;
                RowCount += batch.RowCount;
                _groups.Add(GroupOf(batch, nextNumber));
                _estimatedBytes += ColumnSize.Of(batch);
            }
            Groups = _groups.ToArray();
        }
    }

    /// <summary>Puts sixteen small neighbours together, if there are as many. For one caller at a time.</summary>
    /// <param name="nextNumber">Gives numbers for row groups.</param>
    /// <param name="builder">An empty one to do it with; it is empty again afterwards.</param>
    /// <returns><see langword="false"/> when there was nothing to put together, or the table was sealed meanwhile.</returns>
    public bool TryCombine(Func<long> nextNumber, EventBatchBuilder builder)
    {
        MemoryRowGroup[] neighbours;
        lock (_gate)
        {
            if (FirstOfMany() is not { } first) return false;
            neighbours = [.. _groups[first..(first + FanIn)]];
        }
        foreach (var group in neighbours) builder.Append(group.Batch);
        var together = builder.Build(default);
        lock (_gate)
        {
            if (_isSealed) return false;
            int first = _groups.IndexOf(neighbours[0]);
            _groups.RemoveRange(first, FanIn);
            _groups.Insert(first, GroupOf(together, nextNumber));
            _estimatedBytes += ColumnSize.Of(together) - neighbours.Sum(group => ColumnSize.Of(group.Batch));
            Groups = _groups.ToArray();
        }
        return true;
    }

    /// <summary>Ends all changes.</summary>
    /// <param name="logEnd">See <see cref="LogEnd"/>.</param>
    public void Seal(long logEnd)
    {
        lock (_gate)
        {
            _isSealed = true;
            LogEnd = logEnd;
        }
    }

    /// <summary>Where as many neighbours begin as are put together.</summary>
    private int? FirstOfMany()
    {
        for (int end = FanIn; end <= _groups.Count; end++)
            if (AreOfOneSize(end - FanIn, end)) return end - FanIn;
        return null;
    }

    /// <summary>True when the last is small, and none before is of a larger size.</summary>
    private bool AreOfOneSize(int first, int end)
    {
        int size = SizeClass(_groups[end - 1].RowCount);
        if (size == SizeClass(LargeRows)) return false;
        for (int i = first; i < end; i++)
            if (SizeClass(_groups[i].RowCount) > size) return false;
        return true;
    }

    // Segments number their row groups in the low 16 bits of the sequence.
    private static MemoryRowGroup GroupOf(EventBatch batch, Func<long> nextNumber) => new(batch, nextNumber() << 16);

    // 1 to 15 rows, to 255, more.
    private static int SizeClass(int rows) => rows >= LargeRows ? 2 : rows >= FanIn ? 1 : 0;
}
