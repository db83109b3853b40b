using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Calls;

/// <summary>Reads spans from the columns in which the store returns them, and gives them to their requests.</summary>
internal sealed class SpanReader(EventBatch batch, CallKindTable kinds)
{
    /// <summary>What must be asked for.</summary>
    public static IReadOnlyList<Field> Needed { get; } =
    [
        Fields.TransactionId, Fields.SpanId, Fields.ParentId, Fields.Timestamp, Fields.SpanDurationUs, Fields.SpanFingerprint, Fields.SpanName, Fields.SpanType,
        Fields.SpanSubtype, Fields.SpanAction, Fields.SpanCompositeCount, Fields.EventOutcome, Fields.SpanDbRowsAffected, Fields.HttpResponseEncodedBodySize,
    ];

    private FieldCursor _transaction = new(batch, Fields.TransactionId);
    private FieldCursor _id = new(batch, Fields.SpanId);
    private FieldCursor _parent = new(batch, Fields.ParentId);
    private FieldCursor _timestamp = new(batch, Fields.Timestamp);
    private FieldCursor _duration = new(batch, Fields.SpanDurationUs);
    private FieldCursor _fingerprint = new(batch, Fields.SpanFingerprint);
    private FieldCursor _name = new(batch, Fields.SpanName);
    private FieldCursor _type = new(batch, Fields.SpanType);
    private FieldCursor _subtype = new(batch, Fields.SpanSubtype);
    private FieldCursor _action = new(batch, Fields.SpanAction);
    private FieldCursor _composite = new(batch, Fields.SpanCompositeCount);
    private FieldCursor _outcome = new(batch, Fields.EventOutcome);
    private FieldCursor _rows = new(batch, Fields.SpanDbRowsAffected);
    private FieldCursor _bytes = new(batch, Fields.HttpResponseEncodedBodySize);

    /// <summary>Adds each span to the request that it belongs to; those of other requests are left out, and those that do not say so go to their kin.</summary>
    public void AddTo(Dictionary<EventId, SampledRequest> requests, SpanKin kin)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            var transaction = _transaction.Id(row);
            if (transaction.IsNone) kin.Add(Read(row));
            else if (requests.TryGetValue(transaction, out var request)) request.Spans.Add(Read(row));
        }
    }

    private SampledSpan Read(int row)
    {
        string? action = _action.Text(row);
        return new SampledSpan(
            kinds.NumberOf(new CallKind(_fingerprint.Text(row) ?? _name.Text(row) ?? "", _subtype.Text(row), CallFilters.ScopeOf(_type.Text(row)))),
            _id.Id(row),
            _parent.Id(row),
            _timestamp.Int64(row) ?? 0,
            Math.Max(0, _duration.Int64(row) ?? 0),
            (int)Math.Clamp(_composite.Int64(row) ?? 1, 1, int.MaxValue),
            action switch { CallFilters.Prepare => CallStep.Prepare, CallFilters.Connect => CallStep.Connect, _ => CallStep.Call },
            _outcome.Text(row) == Fields.Outcomes.Failure,
            _rows.Int64(row) ?? -1,
            _bytes.Int64(row) ?? -1);
    }
}
