using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>Every row that queries see, each once, at every moment: in memory or in segments. Thread-safe.</summary>
internal sealed class LiveRows(long firstNumber)
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private readonly List<SetAside> _setAside = [];
    private EventBatchBuilder _combining = new(keepsArrays: true);
    private MemoryTable _active = new();
    private MemoryTable? _sealed;
    private long _nextNumber = firstNumber;
    private long _committedRows;

    /// <summary>A segment that queries leave out.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Finding">What is wrong, as a sentence.</param>
    internal sealed record SetAside(string Name, string Finding);

    /// <summary>The table that takes events. Only the writer may change it, under <see cref="Commit"/> and <see cref="TrySeal"/>.</summary>
    public MemoryTable Active => _active;

    /// <summary>The table that is being written to segments, if any.</summary>
    public MemoryTable? Sealed => _sealed;

    /// <summary>A number for a row group or a segment, higher than all before.</summary>
    public long NextNumber() => Interlocked.Increment(ref _nextNumber) - 1;

    /// <summary>The number that comes next.</summary>
    public long PeekNumber => Interlocked.Read(ref _nextNumber);

    /// <summary>Makes durable batches visible, all at once.</summary>
    public void Commit(IReadOnlyCollection<EventBatch> batches, DateTimeOffset now)
    {
        _active.Add(batches, now, NextNumber);
        Interlocked.Add(ref _committedRows, batches.Sum(batch => (long)batch.RowCount));
    }

    /// <summary>Puts small batches of the active table together. For one caller at a time.</summary>
    public void Combine()
    {
        try
        {
            while (_active.TryCombine(NextNumber, _combining))
            {
                // Sixteen together may be the sixteenth of the next size.
            }
        }
        catch
        {
            // Nobody knows what is in it.
            _combining = new EventBatchBuilder(keepsArrays: true);
            throw;
        }
    }

    /// <summary>How many events were committed since the start.</summary>
    public long CommittedRows => Interlocked.Read(ref _committedRows);

    /// <summary>Puts the active table aside for writing it to segments.</summary>
    /// <param name="logEnd">The log file that takes what comes after.</param>
    /// <returns><see langword="false"/> when the one before is not written yet.</returns>
    public bool TrySeal(long logEnd)
    {
        lock (_gate)
        {
            if (_sealed is not null) return false;
            _active.Seal(logEnd);
            _sealed = _active;
            _active = new MemoryTable();
            return true;
        }
    }

    /// <summary>Replaces the sealed table by the segments that hold its rows.</summary>
    public void ReplaceSealed(IEnumerable<Segment> segments)
    {
        lock (_gate)
        {
            _segments.AddRange(segments);
            _sealed = null;
        }
    }

    /// <summary>Adds segments at the start.</summary>
    public void Add(Segment segment)
    {
        lock (_gate) _segments.Add(segment);
    }

    /// <summary>Replaces segments by others; none to remove them. Queries under way keep what they have.</summary>
    public void Replace(IReadOnlyCollection<Segment> old, IEnumerable<Segment> by)
    {
        lock (_gate)
        {
            foreach (var segment in old)
            {
                // One that was found damaged meanwhile has been let go of already.
                if (_segments.Remove(segment)) segment.Release();
                else _setAside.RemoveAll(aside => aside.Name == segment.Name);
            }
            _segments.AddRange(by);
        }
    }

    /// <summary>Leaves a damaged segment out from now on.</summary>
    /// <returns><see langword="false"/> when it was left out before.</returns>
    public bool LeaveOut(SegmentDamagedException damage)
    {
        Segment? found;
        lock (_gate)
        {
            if (_setAside.Exists(aside => aside.Name == damage.SegmentPath)) return false;
            _setAside.Add(new SetAside(damage.SegmentPath, damage.Message));
            found = _segments.Find(segment => segment.Name == damage.SegmentPath);
            if (found is not null) _segments.Remove(found);
        }
        found?.Release();
        return true;
    }

    /// <summary>Forgets segments that were set aside, because their files are gone.</summary>
    /// <param name="names">Their names.</param>
    public void Forget(IReadOnlyCollection<string> names)
    {
        lock (_gate) _setAside.RemoveAll(aside => names.Contains(aside.Name));
    }

    /// <summary>The segments that queries see, and those that they leave out.</summary>
    public (Segment[] Live, SetAside[] Aside) Segments()
    {
        lock (_gate) return ([.. _segments], [.. _setAside]);
    }

    /// <summary>All rows as they are now, held until the snapshot is disposed of.</summary>
    public Snapshot Take()
    {
        lock (_gate)
        {
            foreach (var segment in _segments) segment.Acquire();
            var inMemory = new List<RowGroup>();
            if (_sealed is not null) inMemory.AddRange(_sealed.Groups);
            inMemory.AddRange(_active.Groups);
            return new Snapshot([.. _segments], inMemory);
        }
    }

    /// <summary>Lets go of all segments.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var segment in _segments) segment.Release();
            _segments.Clear();
        }
    }

    /// <summary>The rows of one moment.</summary>
    internal sealed class Snapshot(Segment[] segments, IReadOnlyList<RowGroup> inMemory) : IDisposable
    {
        /// <summary>All rows. Most questions are about few segments and never ask.</summary>
        public IReadOnlyList<RowGroup> Groups => field ??= [.. segments.SelectMany(static segment => segment.Groups), .. inMemory];

        /// <summary>The rows that a question may be about: without segments of another time, or without the traces that it asks for.</summary>
        public IEnumerable<RowGroup> GroupsFor(TimeRange time, Filter filter)
        {
            var traces = FilterMatcher.TracesOf(filter)?.Select(TraceKey.Of).ToArray();
            return segments.Where(segment => segment.MayHave(time, traces)).SelectMany(static segment => segment.Groups).Concat(MemoryGroups);
        }

        /// <summary>The segments that have some of them.</summary>
        public IReadOnlyList<Segment> Segments => segments;

        /// <summary>The rows that are in no segment yet.</summary>
        public IEnumerable<RowGroup> MemoryGroups => inMemory;

        public void Dispose()
        {
            foreach (var segment in segments) segment.Release();
        }
    }
}
