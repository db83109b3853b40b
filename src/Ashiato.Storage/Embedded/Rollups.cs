using System.Collections.Concurrent;
using System.Globalization;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Summaries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>The rollups that can be used, by segment. Thread-safe; one thread at a time makes them.</summary>
/// <remarks>
/// A rollup is derived from the summaries of its segments, and only good as long as all of these are live and tell what they told: whoever changes one forgets the rollup, and maintenance makes another.
/// </remarks>
internal sealed partial class Rollups(DataDirectory directory, ColumnCache cache, ILogger logger)
{
    // What is made from this is read once.
    private const long ReadingCacheBytes = 8L << 20;

    private readonly ConcurrentDictionary<string, Rollup> _bySegment = [];

    /// <summary>Bytes of all.</summary>
    public long SizeBytes => _bySegment.Values.Sum(static rollup => rollup.BytesOfSegment);

    /// <summary>The rollup of a segment, if it has one.</summary>
    public Rollup? Of(string segmentName) => _bySegment.GetValueOrDefault(segmentName);

    /// <summary>Finds those of an earlier run. One that cannot be used, or has a segment that is not live, is removed.</summary>
    /// <param name="live">The names of the segments.</param>
    public void Open(IReadOnlySet<string> live)
    {
        foreach (string path in Directory.EnumerateFiles(directory.Segments, "*" + Rollup.Extension + "*", SearchOption.AllDirectories).ToArray())
        {
            if (Rollup.IsName(path) && TryOpen(path) is { } rollup && rollup.Segments.All(name => live.Contains(name) && !_bySegment.ContainsKey(name))) Use(rollup);
            else TryRemove(path);
        }
    }

    /// <summary>Makes the rollup of some segments of one day.</summary>
    /// <param name="names">Their names, by number.</param>
    /// <param name="summaries">The summaries of each.</param>
    /// <returns><see langword="false"/> when it could not be written.</returns>
    /// <exception cref="SummaryDamagedException">A summary could not be read.</exception>
    public bool TryMake(IReadOnlyList<string> names, IEnumerable<SummaryFile> summaries)
    {
        var reading = new ColumnCache(ReadingCacheBytes);
        var tables = SummaryBuilder.RollUp([.. summaries.Select(file => StoredSummary.AllOf(file, reading))]);
        string path = Path.ChangeExtension(directory.SegmentPath(names[^1]), Rollup.Extension);
        try
        {
            SummaryFile.Write(path, tables, members: [.. names.Select(StoredSummary.NumberOf)]);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(path, wrong);
            return false;
        }
        if (TryOpen(path) is not { } rollup) return false;
        Use(rollup);
        return true;
    }

    /// <summary>What to look at instead of segments that a question asks together.</summary>
    /// <param name="segments">All segments of a moment.</param>
    /// <param name="plan">The question.</param>
    /// <param name="others">Those to ask one by one.</param>
    public IReadOnlyCollection<QueryPart> PartsOf(IReadOnlyList<Segment> segments, SummaryPlan plan, out IReadOnlyList<Segment> others)
    {
        others = segments;
        if (_bySegment.IsEmpty) return [];
        // Looked up once: while one is forgotten, some of its segments have it and some do not.
        var rollups = segments.Select(segment => Of(segment.Name)).ToArray();
        var parts = new Dictionary<Rollup, QueryPart>();
        foreach (var rollup in rollups.OfType<Rollup>().GroupBy(static rollup => rollup))
            if (rollup.Count() == rollup.Key.Segments.Count && rollup.Key.AnswerTo(plan, cache) is { } part) parts.Add(rollup.Key, part);
        if (parts.Count > 0) others = [.. segments.Where((_, at) => rollups[at] is not { } rollup || !parts.ContainsKey(rollup))];
        return parts.Values;
    }

    /// <summary>Uses the rollup of a segment no longer, and removes it: the segment goes, or its summary is to tell something else.</summary>
    /// <param name="name">The name of the segment, or what <see cref="SummaryFile.SegmentName"/> says of the rollup itself.</param>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="IOException">Its file could not be removed; the next start does.</exception>
    public bool Forget(string name)
    {
        var rollup = Rollup.IsName(name) ? _bySegment.Values.FirstOrDefault(one => one.Summary.SegmentName == name) : Of(name);
        if (rollup is null) return false;
        foreach (string segment in rollup.Segments) _bySegment.TryRemove(KeyValuePair.Create(segment, rollup));
        directory.Removals.Remove(rollup.Path);
        return true;
    }

    private void Use(Rollup rollup)
    {
        foreach (string segment in rollup.Segments) _bySegment[segment] = rollup;
    }

    private Rollup? TryOpen(string path)
    {
        string day = Path.GetFileName(Path.GetDirectoryName(path)!);
        try
        {
            var summary = SummaryFile.Open($"{day}/{Path.GetFileName(path)}", path);
            string[] segments = [.. summary.Members.Select(number => string.Create(CultureInfo.InvariantCulture, $"{day}/{number}.segment"))];
            return segments.Length == 0 ? null : new Rollup(path, segments, summary);
        }
        catch (SummaryDamagedException damage)
        {
            LogDamaged(damage);
            return null;
        }
    }

    private void TryRemove(string path)
    {
        try
        {
            directory.Removals.Remove(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(path, wrong);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A rollup cannot be used; another is made.")]
    private partial void LogDamaged(Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollup {Path} could not be written; questions ask the summaries of its segments one by one.")]
    private partial void LogNotWritten(string path, Exception wrong);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollup {Path} could not be removed.")]
    private partial void LogNotRemoved(string path, Exception wrong);
}
