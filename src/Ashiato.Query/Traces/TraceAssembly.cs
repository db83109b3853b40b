using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>Puts the events of one trace together: links, clocks, order, path, errors.</summary>
/// <param name="traceId"><c>trace.id</c>.</param>
/// <param name="isTruncated">True when the store held more transactions and spans.</param>
/// <param name="nowMicros">The moment of asking, in microseconds since the Unix epoch.</param>
internal sealed class TraceAssembly(string traceId, bool isTruncated, long nowMicros)
{
    /// <summary>Agents send what has ended within seconds. What did not come for so long after its children will not come any more.</summary>
    private const long FreshMicros = 5 * 60 * 1_000_000L;

    /// <param name="rows">Transactions and spans with the fields of <see cref="TraceNodeReader.Needed"/>, oldest first.</param>
    /// <param name="errors">Errors with the fields of <see cref="TraceErrorReader.Needed"/>, oldest first.</param>
    public Trace Assemble(EventBatch rows, EventBatch errors)
    {
        var reader = new TraceNodeReader(rows);
        var nodes = reader.ReadAll();
        int[] parents = TraceLinks.Resolve(nodes);
        int[] order = TraceShape.ParentsFirst(parents);
        long[] shifts = ClockShift.Apply(nodes, parents, order);
        SpanPlaceholders(nodes, parents, order);
        var shape = TraceShape.Of(nodes, parents);

        // A trace of which only errors are known begins with the first of them.
        long startMicros = nodes.Count > 0 ? nodes.Min(node => node.StartMicros) : errors[0].TimestampMicros;
        var traceErrors = new TraceErrorReader(nodes, shape, shifts, startMicros).ReadAll(errors);
        var errorCounts = traceErrors.CountBy(error => error.Row).ToDictionary();

        return new Trace
        {
            TraceId = traceId,
            StartMicros = startMicros,
            DurationMicros = shape.Ends.Length == 0 ? 0 : shape.Ends.Max(),
            Services = reader.Services,
            Rows = [.. Enumerable.Range(0, nodes.Count).Select(row => ToRow(row, nodes[shape.Nodes[row]], shape, shifts, errorCounts.GetValueOrDefault(row)))],
            CriticalPath = CriticalPath.Of(shape),
            Errors = traceErrors,
            DroppedSpans = nodes.Sum(node => node.DroppedSpans),
            IsTruncated = isTruncated,
        };
    }

    /// <summary>A parent that never arrived lasted at least from the start of its first child to the end of its last.</summary>
    private static void SpanPlaceholders(List<TraceNode> nodes, int[] parents, int[] order)
    {
        var ends = new Dictionary<int, long>();
        for (int i = order.Length - 1; i >= 0; i--)
        {
            var node = nodes[order[i]];
            if (node.Kind == TraceRowKind.Missing && ends.TryGetValue(order[i], out long end)) node.DurationMicros = end - node.StartMicros;
            int above = parents[order[i]];
            if (above < 0 || nodes[above].Kind != TraceRowKind.Missing) continue;
            bool isFirst = !ends.TryGetValue(above, out long latest);
            nodes[above].StartMicros = isFirst ? node.StartMicros : Math.Min(nodes[above].StartMicros, node.StartMicros);
            ends[above] = isFirst ? node.EndMicros : Math.Max(latest, node.EndMicros);
        }
    }

    /// <summary>An end that nobody told: not given, not there yet, or a duration of zero while what it did went on.</summary>
    private bool IsUnfinished(int row, TraceNode node, TraceShape shape)
    {
        if (node.Kind == TraceRowKind.Missing) return node.EndMicros > nowMicros - FreshMicros;
        if (node.HasNoEnd) return true;
        if (node.DurationMicros > 0 || node.IsAsync) return false;
        foreach (int child in shape.Children(row))
            if (shape.Ends[child] > shape.Ends[row]) return true;
        return false;
    }

    private TraceRow ToRow(int row, TraceNode node, TraceShape shape, long[] shifts, int errorCount) => new()
    {
        Id = node.Id.ToString(),
        Parent = shape.Parents[row],
        Depth = shape.Depths[row],
        Kind = node.Kind,
        Name = node.Name,
        Service = node.Service,
        Type = node.Type,
        Subtype = node.Subtype,
        Action = node.Action,
        OffsetMicros = shape.Starts[row],
        DurationMicros = node.DurationMicros,
        SelfMicros = shape.SelfMicros(row),
        ShiftMicros = node.Host < 0 ? 0 : shifts[node.Host],
        IsFailed = node.IsFailed,
        Result = node.Result,
        StatusCode = node.StatusCode,
        Statement = node.Statement,
        Method = node.Method,
        Url = node.Url,
        Destination = node.Destination,
        CallCount = node.CallCount,
        CallSumMicros = node.CallSumMicros,
        IsAsync = node.IsAsync,
        IsUnfinished = IsUnfinished(row, node, shape),
        RowsAffected = node.RowsAffected,
        Links = node.Links,
        ErrorCount = errorCount,
        DroppedSpans = node.DroppedSpans,
        Lost = node.Lost,
    };
}
