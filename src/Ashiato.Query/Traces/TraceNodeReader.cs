using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>Reads the transactions and spans of a trace from the columns in which the store returns them.</summary>
internal sealed class TraceNodeReader(EventBatch batch)
{
    /// <summary>What must be asked for.</summary>
    public static IReadOnlyList<Field> Needed { get; } =
    [
        Fields.Timestamp, Fields.ProcessorEvent, Fields.TransactionId, Fields.SpanId, Fields.ParentId, Fields.ChildId,
        Fields.ServiceName, Fields.ServiceVersion, Fields.ServiceEnvironment, Fields.ServiceLanguageName, Fields.ServiceNodeName,
        Fields.AgentName, Fields.HostHostname, Fields.HostName,
        Fields.TransactionName, Fields.TransactionType, Fields.TransactionDurationUs, Fields.TransactionResult, Fields.TransactionSpanCountDropped,
        Fields.SpanName, Fields.SpanType, Fields.SpanSubtype, Fields.SpanAction, Fields.SpanDurationUs, Fields.SpanSync, Fields.SpanCompositeCount, Fields.SpanCompositeSumUs,
        Fields.SpanDbStatement, Fields.SpanDbRowsAffected, Fields.SpanDestinationServiceResource, Fields.SpanLinks, Fields.TransactionDroppedSpansStats,
        Fields.EventOutcome, Fields.HttpResponseStatusCode, Fields.HttpRequestMethod, Fields.UrlFull, Fields.UrlOriginal,
    ];

    private readonly List<TraceService> _services = [];
    private readonly Dictionary<string, int> _serviceOf = [];
    private readonly Dictionary<string, int> _hostOf = [];

    private FieldCursor _timestamp = new(batch, Fields.Timestamp);
    private FieldCursor _event = new(batch, Fields.ProcessorEvent);
    private FieldCursor _transactionId = new(batch, Fields.TransactionId);
    private FieldCursor _spanId = new(batch, Fields.SpanId);
    private FieldCursor _parentId = new(batch, Fields.ParentId);
    private FieldCursor _childId = new(batch, Fields.ChildId);
    private FieldCursor _service = new(batch, Fields.ServiceName);
    private FieldCursor _node = new(batch, Fields.ServiceNodeName);
    private FieldCursor _hostname = new(batch, Fields.HostHostname);
    private FieldCursor _host = new(batch, Fields.HostName);
    private FieldCursor _transactionName = new(batch, Fields.TransactionName);
    private FieldCursor _transactionType = new(batch, Fields.TransactionType);
    private FieldCursor _transactionDuration = new(batch, Fields.TransactionDurationUs);
    private FieldCursor _result = new(batch, Fields.TransactionResult);
    private FieldCursor _dropped = new(batch, Fields.TransactionSpanCountDropped);
    private FieldCursor _spanName = new(batch, Fields.SpanName);
    private FieldCursor _spanType = new(batch, Fields.SpanType);
    private FieldCursor _subtype = new(batch, Fields.SpanSubtype);
    private FieldCursor _action = new(batch, Fields.SpanAction);
    private FieldCursor _spanDuration = new(batch, Fields.SpanDurationUs);
    private FieldCursor _sync = new(batch, Fields.SpanSync);
    private FieldCursor _composite = new(batch, Fields.SpanCompositeCount);
    private FieldCursor _compositeSum = new(batch, Fields.SpanCompositeSumUs);
    private FieldCursor _rowsAffected = new(batch, Fields.SpanDbRowsAffected);
    private FieldCursor _links = new(batch, Fields.SpanLinks);
    private FieldCursor _lost = new(batch, Fields.TransactionDroppedSpansStats);
    private FieldCursor _statement = new(batch, Fields.SpanDbStatement);
    private FieldCursor _destination = new(batch, Fields.SpanDestinationServiceResource);
    private FieldCursor _outcome = new(batch, Fields.EventOutcome);
    private FieldCursor _status = new(batch, Fields.HttpResponseStatusCode);
    private FieldCursor _method = new(batch, Fields.HttpRequestMethod);
    private FieldCursor _urlFull = new(batch, Fields.UrlFull);
    private FieldCursor _urlOriginal = new(batch, Fields.UrlOriginal);

    /// <summary>The services met so far, in order of their first row.</summary>
    public IReadOnlyList<TraceService> Services => _services;

    /// <summary>All rows, in the order of the batch.</summary>
    public List<TraceNode> ReadAll()
    {
        var nodes = new List<TraceNode>(batch.RowCount);
        for (int row = 0; row < batch.RowCount; row++)
            nodes.Add(_event.Text(row) == Fields.Events.Transaction ? ReadTransaction(row) : ReadSpan(row));
        return nodes;
    }

    private TraceNode ReadTransaction(int row) => new()
    {
        Id = _transactionId.Id(row),
        Kind = TraceRowKind.Transaction,
        ParentId = _parentId.Id(row),
        TransactionId = _transactionId.Id(row),
        Host = HostAt(row),
        Service = ServiceAt(row),
        StartMicros = _timestamp.Int64(row) ?? 0,
        DurationMicros = Math.Max(0, _transactionDuration.Int64(row) ?? 0),
        Name = _transactionName.Text(row) ?? "",
        Type = _transactionType.Text(row),
        IsFailed = _outcome.Text(row) == Fields.Outcomes.Failure,
        Result = _result.Text(row),
        StatusCode = (int?)_status.Int64(row),
        Method = _method.Text(row),
        Url = _urlFull.Text(row) ?? _urlOriginal.Text(row),
        DroppedSpans = Math.Max(0, _dropped.Int64(row) ?? 0),
        HasNoEnd = _transactionDuration.Int64(row) is null,
        Links = SpanLink.Read(_links.Utf8(row)),
        Lost = LostSpans.Read(_lost.Utf8(row)),
    };

    private TraceNode ReadSpan(int row)
    {
        string? type = _spanType.Text(row);
        return new TraceNode
        {
            Id = _spanId.Id(row),
            Kind = TraceRowKind.Span,
            ParentId = _parentId.Id(row),
            TransactionId = _transactionId.Id(row),
            ChildIds = _childId.Ids(row),
            Host = HostAt(row),
            Service = ServiceAt(row),
            IsAsync = type == "messaging" || _sync.Int64(row) == 0,
            StartMicros = _timestamp.Int64(row) ?? 0,
            DurationMicros = Math.Max(0, _spanDuration.Int64(row) ?? 0),
            Name = _spanName.Text(row) ?? "",
            Type = type,
            Subtype = _subtype.Text(row),
            Action = _action.Text(row),
            IsFailed = _outcome.Text(row) == Fields.Outcomes.Failure,
            StatusCode = (int?)_status.Int64(row),
            Statement = _statement.Text(row),
            Method = _method.Text(row),
            Url = _urlFull.Text(row) ?? _urlOriginal.Text(row),
            Destination = _destination.Text(row),
            CallCount = (int)Math.Clamp(_composite.Int64(row) ?? 1, 1, int.MaxValue),
            CallSumMicros = Math.Max(0, _compositeSum.Int64(row) ?? 0),
            HasNoEnd = _spanDuration.Int64(row) is null,
            RowsAffected = _rowsAffected.Int64(row),
            Links = SpanLink.Read(_links.Utf8(row)),
        };
    }

    private int ServiceAt(int row)
    {
        if (_service.Text(row) is not { } name) return -1;
        if (_serviceOf.TryGetValue(name, out int index)) return index;
        _serviceOf.Add(name, index = _services.Count);
        var first = batch[row];
        _services.Add(new TraceService(
            name, first.Text(Fields.AgentName), first.Text(Fields.ServiceLanguageName), first.Text(Fields.ServiceVersion), first.Text(Fields.ServiceEnvironment)));
        return index;
    }

    /// <summary>Whose clock it was. A browser or a function names no host; then its instance or its service stands for one.</summary>
    private int HostAt(int row)
    {
        string? host = _hostname.Text(row) ?? _host.Text(row) ?? _node.Text(row) ?? _service.Text(row);
        if (host is null) return -1;
        if (!_hostOf.TryGetValue(host, out int index)) _hostOf.Add(host, index = _hostOf.Count);
        return index;
    }
}
