using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>Reads the errors of a trace and finds the rows under which they were recorded.</summary>
/// <param name="nodes">The nodes of the trace.</param>
/// <param name="shape">Their order.</param>
/// <param name="shifts">How far each host's clock was shifted, in microseconds.</param>
/// <param name="startMicros">Start of the trace.</param>
internal sealed class TraceErrorReader(List<TraceNode> nodes, TraceShape shape, long[] shifts, long startMicros)
{
    /// <summary>What must be asked for.</summary>
    public static IReadOnlyList<Field> Needed { get; } =
    [
        Fields.Timestamp, Fields.ErrorId, Fields.ParentId, Fields.TransactionId,
        Fields.ErrorType, Fields.ErrorMessage, Fields.ErrorExceptionType, Fields.ErrorExceptionMessage, Fields.ErrorLogMessage,
    ];

    public IReadOnlyList<TraceError> ReadAll(EventBatch errors)
    {
        if (errors.RowCount == 0) return [];
        var rowOf = new Dictionary<EventId, int>();
        for (int row = 0; row < shape.Nodes.Length; row++) rowOf.TryAdd(nodes[shape.Nodes[row]].Id, row);
        return [.. errors.Rows.Select(error => Read(error, rowOf)).OrderBy(error => error.OffsetMicros)];
    }

    private TraceError Read(EventRow error, Dictionary<EventId, int> rowOf)
    {
        if (!rowOf.TryGetValue(error.Id(Fields.ParentId), out int row) && !rowOf.TryGetValue(error.Id(Fields.TransactionId), out row)) row = -1;
        int host = row < 0 ? -1 : nodes[shape.Nodes[row]].Host;
        long shiftMicros = host < 0 ? 0 : shifts[host];
        return new TraceError(
            error.Text(Fields.ErrorId) ?? "",
            row,
            error.TimestampMicros + shiftMicros - startMicros,
            error.Text(Fields.ErrorExceptionType) ?? error.Text(Fields.ErrorType),
            error.Text(Fields.ErrorExceptionMessage) ?? error.Text(Fields.ErrorLogMessage) ?? error.Text(Fields.ErrorMessage) ?? "");
    }
}
