using Ashiato.Model;
using Ashiato.Storage.Embedded.WriteAhead;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Reads the files of the log.</summary>
internal static class LogCheck
{
    private const int MostLooks = 5;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);

    /// <param name="directory">The directory of the log.</param>
    /// <param name="firstLog">The first file whose events are in no segment.</param>
    /// <param name="isRunning">True while a store appends to the newest file.</param>
    /// <param name="findings">Told what was found.</param>
    /// <param name="cancel">Ends the work.</param>
    public static void Run(string directory, long firstLog, bool isRunning, Findings findings, CancellationToken cancel)
    {
        if (!Directory.Exists(directory)) return;
        var files = LogWriter.FilesIn(directory).ToArray();
        for (int i = 0; i < files.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                Check(files[i].Path, files[i].Number < firstLog, isNewest: i == files.Length - 1, isRunning, findings, cancel);
            }
            catch (FileNotFoundException) when (isRunning)
            {
                // Its events are in segments by now.
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                findings.Damage(NameOf(files[i].Path), $"Log file '{NameOf(files[i].Path)}' cannot be read: {wrong.Message.TrimEnd('.')}. Mend the disk or the file's rights.");
            }
        }
        foreach (string kept in Directory.EnumerateFiles(directory, "*.damaged"))
            findings.Harmless(NameOf(kept), $"'{NameOf(kept)}' is a log file that was damaged earlier, kept for a look at it; nothing reads it. Remove it when it is not needed any more.");
    }

    private static void Check(string path, bool isCovered, bool isNewest, bool isRunning, Findings findings, CancellationToken cancel)
    {
        string name = NameOf(path);
        if (isCovered)
        {
            if (!isRunning) findings.Harmless(name, $"The events of log file '{name}' are in segments; the next start removes it.");
            return;
        }
        var (ending, events, unreadable) = Read(path);
        // A record that is just being written makes no sense yet. It does soon, or the store has said what keeps it from writing.
        for (int look = 0; look < MostLooks && isRunning && isNewest && ending.GoesOn && !cancel.WaitHandle.WaitOne(s_betweenLooks); look++)
            (ending, events, unreadable) = Read(path);
        findings.Done(name, new FileInfo(path).Length, events);
        if (unreadable is not null) findings.Damage(name, $"Log file '{name}' holds a batch that cannot be understood: {unreadable.TrimEnd('.')}. {Advice}");
        if (ending.Finding is null) return;
        string place = $"Log file '{name}' makes no sense at byte {ending.GoodBytes}: {ending.Finding}.";
        if (!isNewest || ending.GoesOn) findings.Damage(name, $"{place} {Advice}");
        else if (!isRunning) findings.Harmless(name, $"{place} It was cut off while it was written; what stands there was never acknowledged, and the next start removes it.");
    }

    private static (LogReader.Ending Ending, long EventCount, string? Unreadable) Read(string path)
    {
        long events = 0;
        string? unreadable = null;
        var ending = LogReader.Read(path, (kind, content) =>
        {
            if (kind != LogRecord.Batch) return;
            try
            {
                events += EventBatchFormat.Read(content.Span).RowCount;
            }
            catch (InvalidDataException wrong)
            {
                unreadable ??= wrong.Message;
            }
        });
        return (ending, events, unreadable);
    }

    private const string Advice = "The next start brings back what can be read and keeps the file aside.";

    private static string NameOf(string path) => $"wal/{Path.GetFileName(path)}";
}
