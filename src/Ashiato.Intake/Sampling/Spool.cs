using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>Batches on disk that wait for a decision. Numbered, durable, bounded. Thread-safe.</summary>
/// <remarks>
/// Files <c>N.events</c>, N the number of their first record with 20 digits. Record: four bytes length of the batch, eight bytes of its XXH64 (both
/// little-endian), the batch (<see cref="EventBatchFormat"/>). A file ends at the first record that is not whole: nothing behind it was acknowledged.
/// </remarks>
internal sealed class Spool : IDisposable
{
    private const int HeadBytes = 12;
    private const long FileBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan s_lookAtDiskAfter = TimeSpan.FromSeconds(1);

    private readonly string _directory;
    private readonly long _limitBytes;
    private readonly double _diskThreshold;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly List<SpoolFile> _files = [];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private SpoolFile? _current;
    private long _nextSequence;
    private long _flushedEnd;
    private long _lookedAtDisk;
    private bool _isDiskFull;

    /// <param name="directory">Its directory; made when missing.</param>
    /// <param name="limitBytes">The most bytes it may take; 0 for until the disk is full.</param>
    /// <param name="diskThreshold">The share of a disk that is in use when it counts as full.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="IOException">The directory cannot be used, or another process uses it.</exception>
    public Spool(string directory, long limitBytes, double diskThreshold, TimeProvider time)
    {
        _directory = directory;
        _limitBytes = limitBytes;
        _diskThreshold = diskThreshold;
        _time = time;
        Directory.CreateDirectory(directory);
        _lock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        _lookedAtDisk = time.GetTimestamp() - TimeSpan.TicksPerDay;
    }

    /// <summary>What all files take, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _files.Sum(file => file.Length);
        }
    }

    /// <summary>The number behind that of the last record.</summary>
    public long EndSequence
    {
        get
        {
            lock (_gate) return _nextSequence;
        }
    }

    /// <summary>The number of the first record that is still there.</summary>
    public long FirstSequence
    {
        get
        {
            lock (_gate) return _files.Count == 0 ? _nextSequence : _files[0].FirstSequence;
        }
    }

    /// <summary>Reads what an earlier process left, record by record, oldest first. To be called once, before anything else.</summary>
    public IEnumerable<(long Sequence, EventBatch Batch)> Recover()
    {
        foreach (string path in Directory.EnumerateFiles(_directory, "*.events").Order(StringComparer.Ordinal).ToList())
        {
            long first = long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            var file = new SpoolFile(path, handle, first, File.GetLastWriteTimeUtc(path));
            // Whoever gets a record may say at once that a trace waits for it.
            _files.Add(file);
            long length = RandomAccess.GetLength(handle);
            while (TryReadRecord(file, length, out var batch, out int recordLength))
            {
                file.AddRecord(file.Length + HeadBytes, recordLength - HeadBytes);
                file.Length += recordLength;
                yield return (file.EndSequence - 1, batch);
            }
            _nextSequence = file.EndSequence;
            if (file.Length == 0)
            {
                // The next file has its name.
                file.Delete();
                _files.Remove(file);
            }
            else if (file.Length < length) RandomAccess.SetLength(handle, file.Length);
        }
        _flushedEnd = _nextSequence;
    }

    /// <summary>The next record has at least this number: those before it were there once. To be called once, before anything is written.</summary>
    public void ContinueFrom(long sequence) => _flushedEnd = _nextSequence = Math.Max(_nextSequence, sequence);

    /// <summary>Writes a batch. When the task ends it is durable.</summary>
    /// <returns>Its number, or −1 when there is no room for it.</returns>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public async ValueTask<long> AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        var record = new ArrayBufferWriter<byte>(64 * 1024);
        record.GetSpan(HeadBytes)[..HeadBytes].Clear();
        record.Advance(HeadBytes);
        EventBatchFormat.Write(batch, record);
        long sequence;
        lock (_gate)
        {
            if (!HasRoom(record.WrittenCount)) return -1;
            var file = CurrentFile();
            Span<byte> head = stackalloc byte[HeadBytes];
            var body = record.WrittenSpan[HeadBytes..];
            BinaryPrimitives.WriteInt32LittleEndian(head, body.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(head[4..], XxHash64.Hash(body));
            RandomAccess.Write(file.Handle, body, file.Length + HeadBytes);
            RandomAccess.Write(file.Handle, head, file.Length);
            file.AddRecord(file.Length + HeadBytes, body.Length);
            file.Length += record.WrittenCount;
            file.WrittenAt = _time.GetUtcNow();
            sequence = _nextSequence++;
        }
        await FlushAsync(sequence, cancel);
        return sequence;
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public EventBatch Read(long sequence)
    {
        SpoolFile file;
        (long Offset, int Length) place;
        lock (_gate)
        {
            file = FileOf(sequence) ?? throw new InvalidDataException($"Record {sequence} of the sampling directory is not there any more.");
            place = file.PlaceOf(sequence);
        }
        byte[] body = new byte[place.Length];
        if (RandomAccess.Read(file.Handle, body, place.Offset) < body.Length) throw new InvalidDataException($"'{file.Path}' ends before record {sequence}.");
        return EventBatchFormat.Read(body);
    }

    /// <summary>A trace waits for a record, or no longer does.</summary>
    public void Wait(long sequence, int change)
    {
        lock (_gate)
        {
            if (FileOf(sequence) is { } file) file.Waiting += change;
        }
    }

    /// <summary>Begins a new file, so that the one before can be deleted when nobody waits for it any more.</summary>
    public void Seal()
    {
        lock (_gate)
        {
            if (_current is { Length: > 0 }) _current = null;
        }
    }

    /// <summary>Deletes the files for which nobody waits, and those that are too old.</summary>
    /// <param name="olderThan">Files that were written last before then are too old.</param>
    /// <param name="neededFrom">Records from this number on must stay.</param>
    /// <returns>The number below which there may be no records any more although traces wait for them; 0 when there is no such.</returns>
    public long Clean(DateTimeOffset olderThan, long neededFrom)
    {
        long expiredEnd = 0;
        lock (_gate)
        {
            for (int i = _files.Count - 1; i >= 0; i--)
            {
                var file = _files[i];
                bool isExpired = file.WrittenAt < olderThan;
                if (file == _current || file.EndSequence > neededFrom || (file.Waiting > 0 && !isExpired)) continue;
                if (file.Waiting > 0) expiredEnd = Math.Max(expiredEnd, file.EndSequence);
                file.Delete();
                _files.RemoveAt(i);
            }
        }
        return expiredEnd;
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        _flushing.Dispose();
        _lock.Dispose();
    }

    private async ValueTask FlushAsync(long sequence, CancellationToken cancel)
    {
        await _flushing.WaitAsync(cancel);
        try
        {
            // Whoever held the turn before has flushed this record too, if it was written by then.
            if (sequence < _flushedEnd) return;
            long end;
            List<SpoolFile> files;
            lock (_gate)
            {
                end = _nextSequence;
                files = [.. _files.Where(file => file.EndSequence > _flushedEnd)];
            }
            foreach (var file in files) RandomAccess.FlushToDisk(file.Handle);
            _flushedEnd = end;
        }
        finally
        {
            _flushing.Release();
        }
    }

    private SpoolFile CurrentFile()
    {
        if (_current is { Length: < FileBytes }) return _current;
        string path = Path.Combine(_directory, $"{_nextSequence:D20}.events");
        _current = new SpoolFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite), _nextSequence, _time.GetUtcNow());
        _files.Add(_current);
        return _current;
    }

    private bool HasRoom(int bytes)
    {
        if (_limitBytes > 0) return _files.Sum(file => file.Length) + bytes <= _limitBytes;
        if (_time.GetElapsedTime(_lookedAtDisk) >= s_lookAtDiskAfter)
        {
            _lookedAtDisk = _time.GetTimestamp();
            var disk = new DriveInfo(_directory);
            _isDiskFull = disk.AvailableFreeSpace < disk.TotalSize * (1 - _diskThreshold);
        }
        return !_isDiskFull;
    }

    private SpoolFile? FileOf(long sequence)
    {
        int low = 0, high = _files.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            var file = _files[middle];
            if (sequence < file.FirstSequence) high = middle - 1;
            else if (sequence >= file.EndSequence) low = middle + 1;
            else return file;
        }
        return null;
    }

    private static bool TryReadRecord(SpoolFile file, long length, out EventBatch batch, out int recordLength)
    {
        batch = EventBatch.Empty;
        recordLength = 0;
        Span<byte> head = stackalloc byte[HeadBytes];
        if (file.Length + HeadBytes > length || RandomAccess.Read(file.Handle, head, file.Length) < HeadBytes) return false;
        int bodyLength = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (bodyLength <= 0 || file.Length + HeadBytes + bodyLength > length) return false;
        byte[] body = new byte[bodyLength];
        if (RandomAccess.Read(file.Handle, body, file.Length + HeadBytes) < bodyLength || XxHash64.Hash(body) != BinaryPrimitives.ReadUInt64LittleEndian(head[4..])) return false;
        try
        {
            batch = EventBatchFormat.Read(body);
        }
        catch (InvalidDataException)
        {
            return false;
        }
        recordLength = HeadBytes + bodyLength;
        return true;
    }
}
