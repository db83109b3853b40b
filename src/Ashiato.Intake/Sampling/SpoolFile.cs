using Microsoft.Win32.SafeHandles;

namespace Ashiato.Intake.Sampling;

/// <summary>One file of a <see cref="Spool"/>: where its records are, and how many traces still wait for them.</summary>
internal sealed class SpoolFile(string path, SafeFileHandle handle, long firstSequence, DateTimeOffset writtenAt) : IDisposable
{
    private readonly List<(long Offset, int Length)> _records = [];

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>The number of its first record.</summary>
    public long FirstSequence => firstSequence;

    /// <summary>The number behind that of its last record.</summary>
    public long EndSequence => firstSequence + _records.Count;

    /// <summary>How long it is, in bytes.</summary>
    public long Length { get; set; }

    /// <summary>When its last record was written.</summary>
    public DateTimeOffset WrittenAt { get; set; } = writtenAt;

    /// <summary>How often a trace waits for one of its records.</summary>
    public int Waiting { get; set; }

    /// <summary>Where a record is.</summary>
    public (long Offset, int Length) PlaceOf(long sequence) => _records[(int)(sequence - firstSequence)];

    public void AddRecord(long offset, int length) => _records.Add((offset, length));

    public void Dispose() => handle.Dispose();

    public void Delete()
    {
        handle.Dispose();
        File.Delete(path);
    }
}
