using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Hashes of the events of a row group, made of what the events say and not of where they are kept.</summary>
/// <remarks>
/// Pages go on from a row by its content, because its place changes when memory becomes a segment and segments are merged.
/// Hashes of fields are added up, so that the order of columns does not matter.
/// </remarks>
internal sealed class EventHash(RowGroup group)
{
    // What tells events of one moment apart nearly always, so that all columns need be read only when it does not.
    private static readonly Field[] s_telling =
    [
        Fields.TransactionId, Fields.SpanId, Fields.ErrorId, Fields.ProcessorEvent, Fields.ServiceName, Fields.ServiceNodeName,
        Fields.MetricsetName, Fields.TransactionName, Fields.SpanType, Fields.SpanSubtype, Fields.Message,
    ];

    private Int64Column? _moments;
    private bool _knowsMoments;
    private (Column Column, ulong Salt)[]? _telling;
    private (Column Column, ulong Salt)[]? _all;

    /// <summary>The row group.</summary>
    public RowGroup Group => group;

    /// <summary>The moment of an event in microseconds since the Unix epoch (UTC); 0 when it has none.</summary>
    public long MicrosOf(int row)
    {
        if (!_knowsMoments) (_moments, _knowsMoments) = (group.Read(Fields.Timestamp) as Int64Column, true);
        int entry = _moments?.FirstEntry(row) ?? -1;
        return entry < 0 ? 0 : _moments!.Values[entry];
    }

    /// <summary>True when an event has an id of its own, which is in <see cref="Brief"/>: two with the same are one that was sent twice.</summary>
    public bool HasIdentity(int row)
    {
        if (group.Read(Fields.ProcessorEvent) is not StringColumn kinds || kinds.FirstEntry(row) is not (>= 0 and var entry)) return false;
        var id = kinds.Pool.GetString(kinds.Codes[entry]) switch
        {
            Fields.Events.Transaction => Fields.TransactionId,
            Fields.Events.Span => Fields.SpanId,
            Fields.Events.Error => Fields.ErrorId,
            _ => null,
        };
        return id is not null && group.Read(id)?.FirstEntry(row) >= 0;
    }

    /// <summary>A hash of the fields that mostly differ.</summary>
    public ulong Brief(int row) => Sum(_telling ??= ReadAll(s_telling), row);

    /// <summary>A hash of everything that the event says.</summary>
    public ulong Full(int row) => Sum(_all ??= ReadAll(group.Fields), row);

    private (Column, ulong)[] ReadAll(IEnumerable<Field> fields)
    {
        var columns = new List<(Column, ulong)>();
        foreach (var field in fields)
            if (group.Read(field) is { } column) columns.Add((column, StableHash.Of(Encoding.UTF8.GetBytes(field.Name)) + (ulong)field.Type));
        return [.. columns];
    }

    private static ulong Sum((Column Column, ulong Salt)[] columns, int row)
    {
        ulong sum = 0;
        foreach (var (column, salt) in columns)
        {
            int entry = column.FirstEntry(row);
            if (entry < 0) continue;
            ulong hash = salt;
            for (int end = entry + column.CountOf(row); entry < end; entry++)
                hash = StableHash.Of(hash ^ ValueHash(column, entry));
            sum += hash;
        }
        return sum;
    }

    private static ulong ValueHash(Column column, int entry) => column switch
    {
        Int64Column numbers => StableHash.Of((ulong)numbers.Values[entry]),
        DoubleColumn numbers => StableHash.Of((ulong)BitConverter.DoubleToInt64Bits(numbers.Values[entry])),
        StringColumn texts => StableHash.Of(texts.Pool[texts.Codes[entry]]),
        IdColumn ids when ids.Shapes[entry] == EventId.Form.Text => StableHash.Of(ids.Texts[(int)ids.Values[entry]]),
        IdColumn ids => StableHash.Of(ids.Values[entry]) + (ulong)ids.Shapes[entry],
        _ => throw new ArgumentException($"Column '{column.Field}' is of no known kind.", nameof(column)),
    };
}
