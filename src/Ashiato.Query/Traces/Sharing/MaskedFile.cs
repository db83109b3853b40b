namespace Ashiato.Query.Traces.Sharing;

/// <summary>A trace's file without secrets.</summary>
internal static class MaskedFile
{
    public static TraceFile Of(TraceFile file) => file with
    {
        IsMasked = true,
        Trace = file.Trace with
        {
            Rows = [.. file.Trace.Rows.Select(Of)],
            Errors = [.. file.Trace.Errors.Select(error => error with { Message = SecretMask.Text(error.Message) })],
        },
        Notes = file.Notes with { Logs = [.. file.Notes.Logs.Select(log => log with { Message = SecretMask.Text(log.Message) })] },
        Events = file.Events.ToDictionary(pair => pair.Key, pair => new EventDetails(SecretMask.Of(pair.Value.Event), [.. pair.Value.Errors.Select(SecretMask.Of)])),
    };

    private static TraceRow Of(TraceRow row) => row with
    {
        Name = SecretMask.Text(row.Name),
        Statement = row.Statement is null ? null : SecretMask.Statement(row.Statement),
        Url = row.Url is null ? null : SecretMask.Text(row.Url),
    };
}
