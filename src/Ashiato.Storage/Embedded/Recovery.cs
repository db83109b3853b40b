using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Upkeep;
using Ashiato.Storage.Embedded.WriteAhead;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>Finds again what a store held, however it ended.</summary>
internal sealed partial class Recovery(DataDirectory directory, Catalog catalog, LiveRows rows, RecentBatchIds ids, ColumnCache cache, SegmentSummaries summaries, Problems problems, TimeProvider time, ILogger<EmbeddedEventStore> logger)
{
    // Segments.
    private const int Many = 500;

    /// <summary>Removes the files of segments that do not count: of flushes and merges that did not finish, or were replaced. Numbers of theirs are given again, so no segment is to be written before.</summary>
    public void RemoveUnnamed()
    {
        // After a crash between its two copies, or damage to one. A new store has it before its first segment: segments without a catalog
        // are a store that lost it, and one that was killed in its first flush must not look like that.
        catalog.Secure(directory.Root);
        HashSet<string> counted = [.. catalog.Segments.Select(directory.SegmentPath)];
        HashSet<string> summarised = [.. catalog.Summaries.Select(directory.SegmentPath)];
        foreach (string path in Directory.EnumerateFiles(directory.Segments, "*", SearchOption.AllDirectories).ToArray())
        {
            string file = path.EndsWith(".tmp", StringComparison.Ordinal) ? path[..^".tmp".Length] : path;
            if (Path.GetExtension(file) is not (".segment" or ".summary")) continue;
            string segment = Path.ChangeExtension(path, ".segment");
            bool isNamed = counted.Contains(segment) || (file == path && path != segment && summarised.Contains(segment));
            if (file != path || !isNamed) File.Delete(path);
        }
    }

    /// <summary>Opens the segments that count.</summary>
    /// <returns>Those that could be opened; the others are left out and named.</returns>
    public IReadOnlyList<Segment> OpenSegments()
    {
        var names = catalog.Segments.ToArray();
        var opened = new Segment?[names.Length];
        var damages = new SegmentDamagedException?[names.Length];
        void Open(int at)
        {
            try
            {
                opened[at] = Segment.Open(names[at], directory.SegmentPath(names[at]), cache);
            }
            catch (SegmentDamagedException damage)
            {
                damages[at] = damage;
            }
        }
        // A store of weeks has thousands. One thread opens some hundred before others have begun.
        if (names.Length > Many) Parallel.For(0, names.Length, Open);
        else for (int at = 0; at < names.Length; at++) Open(at);
        for (int at = 0; at < names.Length; at++)
        {
            if (opened[at] is { } segment) rows.Add(segment);
            if (damages[at] is not { } damage) continue;
            rows.LeaveOut(damage);
            LogDamaged(logger, damage);
        }
        foreach (string name in catalog.Summaries) summaries.Outlive(name);
        summaries.Rollups.Open(catalog.Segments.ToHashSet());
        return [.. opened.OfType<Segment>()];
    }

    /// <summary>Brings back the events that are in the log only.</summary>
    /// <returns>The number of the newest log file; 0 when there is none.</returns>
    public long ReplayLog()
    {
        long last = catalog.FirstLog;
        int batchCount = 0;
        var files = LogWriter.FilesIn(directory.Logs).ToArray();
        for (int i = 0; i < files.Length; i++)
        {
            var (number, path) = files[i];
            last = Math.Max(last, number);
            if (number < catalog.FirstLog)
            {
                File.Delete(path);
                continue;
            }
            string? unreadable = null;
            var ending = LogReader.Read(path, (kind, content) => batchCount += Replay(kind, content, ref unreadable) ? 1 : 0);
            if (unreadable is not null) KeepAside(path, $"a batch in it cannot be understood ({unreadable.TrimEnd('.')})");
            if (ending.Finding is null) continue;
            LogTornEnd(logger, path, ending.GoodBytes, ending.Finding);
            // The newest file may end in a batch that was never acknowledged; an older one was cut off behind its last record.
            if (i == files.Length - 1 && !ending.GoesOn) CutOff(path, ending.GoodBytes);
            else KeepAside(path, $"at byte {ending.GoodBytes} {ending.Finding}");
        }
        if (batchCount > 0) LogReplayed(logger, batchCount, rows.Active.RowCount);
        return last;
    }

    private bool Replay(byte kind, ReadOnlyMemory<byte> content, ref string? unreadable)
    {
        if (kind == LogRecord.BatchIds)
        {
            ids.AddLater(LogRecord.ReadIds(content.Span));
            return false;
        }
        if (kind != LogRecord.Batch) return false;
        EventBatch batch;
        try
        {
            batch = EventBatchFormat.Read(content.Span);
        }
        catch (InvalidDataException wrong)
        {
            unreadable = wrong.Message;
            return false;
        }
        if (ids.Contains(batch.Id)) return false;
        ids.Add(batch.Id);
        rows.Commit([batch], time.GetUtcNow());
        rows.Combine();
        return true;
    }

    /// <summary>Keeps a copy of a log file that holds more than could be brought back.</summary>
    private void KeepAside(string path, string finding)
    {
        string copy = path + ".damaged";
        string kept = TryKeep(path, copy, out string? wrong) ? $"the file is kept as '{copy}'" : $"the file could not be kept as '{copy}' ({wrong})";
        string before = problems.About(Problems.Subject.Recovery) is { } other ? other + " " : "";
        problems.Report(Problems.Subject.Recovery, $"{before}Log file '{Path.GetFileName(path)}' is damaged: {finding}. Its readable batches are back; {kept}.");
    }

    private static bool TryKeep(string path, string copy, out string? wrong)
    {
        try
        {
            File.Delete(copy);
            // A second name takes no room, which may be what is missing.
            if (!HardLink.TryMake(path, copy)) File.Copy(path, copy);
            wrong = null;
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            wrong = refused.Message.TrimEnd('.');
            return false;
        }
    }

    private static void CutOff(string path, long length)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(handle, length);
        RandomAccess.FlushToDisk(handle);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A segment is damaged and left out.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Log file {Path} ends at byte {GoodBytes}: {Finding}.")]
    private static partial void LogTornEnd(ILogger logger, string path, long goodBytes, string finding);

    [LoggerMessage(Level = LogLevel.Information, Message = "Brought back {BatchCount} batches with {RowCount} events from the log.")]
    private static partial void LogReplayed(ILogger logger, int batchCount, int rowCount);
}
