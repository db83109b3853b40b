using System.ComponentModel.DataAnnotations;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded;

/// <summary>Where the embedded store keeps its events, for how long, and how much it holds in memory.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>The data directory. Made when it is missing; one process at a time can have it open.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Name the directory that the store keeps its events in.")]
    public required string Directory { get; set; }

    /// <summary>Events older than this are removed, by their <c>@timestamp</c>. Default 7 days, at least 1 minute; <see langword="null"/> for never.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00", ErrorMessage = "Set the age of the oldest events between {1} and {2}.")]
    public TimeSpan? MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long events of a kind (<c>processor.event</c>) are kept, where that is not <see cref="MaxAge"/>; <see langword="null"/> for ever.</summary>
    public IReadOnlyDictionary<string, TimeSpan?> MaxAgeOf { get; set; } = new Dictionary<string, TimeSpan?>();

    /// <summary>How long summaries stay, when that is longer than their events. Default 90 days, at least 1 minute; <see langword="null"/> to keep none longer.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00", ErrorMessage = "Set the age of the oldest summaries between {1} and {2}.")]
    public TimeSpan? SummaryAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The most bytes of segments to keep; the oldest go first. Default <see langword="null"/>, no limit; at least 1 MiB.</summary>
    [Range(1L << 20, long.MaxValue, ErrorMessage = "Give the store at least {1} bytes.")]
    public long? MaxBytes { get; set; }

    /// <summary>The most bytes that events of a kind (<c>processor.event</c>) may take, as their share of the events they are stored with; the oldest go first.</summary>
    public IReadOnlyDictionary<string, long> MaxBytesOf { get; set; } = new Dictionary<string, long>();

    /// <summary>So many events in memory become a segment. Default 49,152, which is large enough never to be merged; from 1 to 1,000,000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Set the events to hold in memory between {1} and {2}.")]
    public int FlushRows { get; set; } = MergePlan.EnoughRows;

    /// <summary>
    /// So many bytes of events in memory, as estimated, become a segment, if that is before <see cref="FlushRows"/>; twice as many may be there while one is written.
    /// Default a thirty-second of the memory that the process may use, from 3 to 40 MiB; from 64 KiB to 1 GiB.
    /// </summary>
    [Range(64L << 10, 1L << 30, ErrorMessage = "Set the bytes to hold in memory between {1} and {2}.")]
    public long FlushBytes { get; set; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32, 3L << 20, 40L << 20);

    /// <summary>The longest that an event stays in memory only (the log has it too). Default 30 s, from 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Set the longest time in memory between {1} and {2}.")]
    public TimeSpan FlushAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of memory, as estimated, in batches that wait to be written, before further ones are refused. Default 32 MiB, from 64 KiB to 1 GiB.</summary>
    [Range(64L << 10, 1L << 30, ErrorMessage = "Set the bytes that may wait between {1} and {2}.")]
    public long MaxPendingBytes { get; set; } = 32L << 20;

    /// <summary>
    /// Bytes of decoded columns, of summaries and of what conditions found that queries share; taken only when somebody asks, and forgotten two minutes after nobody does.
    /// Default an eighth of the memory that the process may use, from 64 to 256 MiB; up to 16 GiB.
    /// </summary>
    [Range(0L, 16L << 30, ErrorMessage = "Set the column cache between {1} and {2} bytes.")]
    public long CacheBytes { get; set; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 64L << 20, 256L << 20);

    /// <summary>On how many threads one query may work at once. Default <see langword="null"/>, as many as there are processors; from 1 to 1,024.</summary>
    [Range(1, 1_024, ErrorMessage = "Set the threads of a query between {1} and {2}.")]
    public int? QueryThreads { get; set; }

    /// <summary>The most memory that one query may hold besides the columns that it looks at; one that needs more is refused. Default 512 MiB, from 1 MiB to 1 TiB.</summary>
    [Range(1L << 20, 1L << 40, ErrorMessage = "Set the bytes of a query between {1} and {2}.")]
    public long QueryBytes { get; set; } = QueryLimits.DefaultMaxBytes;

    /// <summary>What else belongs to the data directory: checked and backed up with the events.</summary>
    public IReadOnlyList<ICompanionFile> Companions { get; set; } = [];

    /// <summary>The age at which the last of an old segment's events go; <see langword="null"/> when some never do.</summary>
    internal TimeSpan? LongestAge => MaxAgeOf.Values.Append(MaxAge) is var ages && ages.All(static age => age is not null) ? ages.Max() : null;

    /// <summary>False to answer from events alone: for measuring what summaries save.</summary>
    internal bool UsesSummaries { get; set; } = true;

    /// <summary>How long a batch waits for the next one where writing takes long, so that they share a write. No setting: for tests.</summary>
    internal TimeSpan GroupWait { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Opens a file of the log; tests hand in one that fails.</summary>
    internal Func<string, ILogFile> OpenLogFile { get; set; } = LogFile.Create;
}
