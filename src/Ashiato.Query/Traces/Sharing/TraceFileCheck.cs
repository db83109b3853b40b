using Ashiato.Model;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Whether a trace that somebody sent is one that can be drawn.</summary>
internal static class TraceFileCheck
{
    /// <exception cref="RefusedException">It is not; the message says why.</exception>
    public static void Check(TraceFile file)
    {
        var trace = file.Trace;
        if (IsIncomplete(file)) throw new RefusedException(QueryRefusal.FileIncomplete, $"The file is damaged: a part of it is missing.");
        if (trace.Rows.Count == 0) throw new RefusedException(QueryRefusal.FileWithoutSpans, $"The file holds no spans.");
        if (trace.Rows.Count > TraceQuestion.MaxRows) throw new RefusedException(QueryRefusal.FileTooLong, $"The file holds more than {TraceQuestion.MaxRows:N0} spans.");
        for (int i = 0; i < trace.Rows.Count; i++)
        {
            var row = trace.Rows[i];
            // Rows that stand before their parents would make a circle possible.
            if (row.Parent >= i || row.Parent < -1) throw Broken(i, "its parent does not stand before it");
            if (row.Depth != (row.Parent < 0 ? 0 : trace.Rows[row.Parent].Depth + 1)) throw Broken(i, "its depth is not that of its place");
            if (row.DurationMicros < 0 || row.SelfMicros < 0) throw Broken(i, "it took less than no time");
            if (row.Service < -1 || row.Service >= trace.Services.Count) throw Broken(i, "its service is not listed");
        }
        if (trace.CriticalPath.Any(step => step.Row < 0 || step.Row >= trace.Rows.Count)) throw new RefusedException(QueryRefusal.FilePath, $"The file is damaged: its critical path leads through rows that it does not hold.");
        if (trace.Errors.Any(error => error.Row < -1 || error.Row >= trace.Rows.Count)) throw new RefusedException(QueryRefusal.FileError, $"The file is damaged: an error belongs to a row that it does not hold.");
    }

    // What a file says need not be what its types promise.
    private static bool IsIncomplete(TraceFile file) =>
        file is not { Trace: { TraceId: not null, Rows: { } rows, Services: { } services, CriticalPath: { } path, Errors: { } errors }, Notes: { Logs: { } logs, Marks: { } marks, LinkedFrom: { } links }, Events: not null }
        || rows.Any(row => row is not { Id: not null, Name: not null }) || services.Any(service => service?.Name is null) || path.Contains(null!)
        || errors.Any(error => error?.Message is null) || logs.Any(log => log?.Message is null) || marks.Contains(null!) || links.Contains(null!);

    private static RefusedException Broken(int row, string why) => new(QueryRefusal.FileRow, $"The file is damaged: row {row} cannot be placed, because {why}.");
}
