using System.Buffers.Binary;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Decodes OTLP requests into batches, without an object per event. Not thread-safe.</summary>
/// <remarks>
/// The straight path: <see cref="Begin"/> with a request, <see cref="Decode"/> until it has nothing more, <see cref="TakeBatch"/> after
/// each. A request is one batch unless it is huge, so that it is stored as a whole or not at all. Which attribute means what stands in
/// <see cref="AttributeTable"/>; the files named after a signal say what becomes of it.
/// </remarks>
internal sealed partial class OtlpDecoder
{
    /// <summary>A batch ends when it has so many events. A span and its own events are not parted.</summary>
    public const int MaxRows = 50_000;

    /// <summary>A batch ends when it is about so large.</summary>
    public const long MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>Attributes of one record, resource or body that are read. SDKs send 128 at the most.</summary>
    public const int MaxAttributes = 4_096;

    /// <summary>Events, and links, of one span that are read. SDKs send 128 at the most.</summary>
    public const int MaxSpanParts = 10_000;

    // What a column costs before it has values; a sender may choose a new label for every record.
    private const long FieldBytes = 700;

    private readonly IntakeOptions _options;
    private readonly EventBatchBuilder _builder = new(keepsArrays: true);
    private readonly KnownCodes _known;
    private readonly AttributeTable _attributes = new();
    private readonly ByteBuffer _text = new();
    private readonly ByteBuffer _json = new();
    private MessageCursor _request;
    private MessageCursor _resource;
    private MessageCursor _scope;
    private OtlpSignal _signal;
    private long _arrivalMicros;
    private long _recordBytes;
    private bool _hasCodes;
    private int _runStart;

    public OtlpDecoder(IntakeOptions options)
    {
        _options = options;
        _known = new KnownCodes(_builder);
    }

    /// <summary>Records of the request that could not be taken, and why, for the sender.</summary>
    public Rejections Rejected { get; } = new();

    /// <summary>Events in the batch that is being built.</summary>
    public int RowCount => _builder.RowCount;

    private bool IsFull => _builder.RowCount >= MaxRows || _recordBytes + (_builder.FieldCount * FieldBytes) >= MaxBatchBytes;

    /// <summary>Begins with a request, and forgets whatever was before.</summary>
    /// <param name="signal">What it holds.</param>
    /// <param name="length">How long it is, in bytes.</param>
    /// <param name="arrivalMicros">When it came, in microseconds since the Unix epoch (UTC).</param>
    /// <param name="client">Who sent it, where that is to be kept.</param>
    public void Begin(OtlpSignal signal, int length, long arrivalMicros, OtlpClient? client)
    {
        // A request that was malformed may have left anything behind.
        _builder.Build();
        _lending.Build();
        _overridden.Clear();
        foreach (var dataset in (ReadOnlySpan<ByteBuffer>)[_resourceDataset, _scopeDataset, _recordDataset, _eventDataset]) dataset.Clear();
        _runStart = 0;
        _signal = signal;
        _arrivalMicros = arrivalMicros;
        _client = client;
        _request = new MessageCursor(0, length);
        _resource = _scope = default;
        _recordBytes = 0;
        BeginMetrics();
        ForgetCodes();
        Rejected.Clear();
    }

    /// <summary>Decodes until the request ends or the batch is full.</summary>
    /// <param name="request">All of the request, the same each time.</param>
    /// <returns><see langword="true"/> when the batch is full and there is more.</returns>
    /// <exception cref="InvalidDataException">The request is malformed; the message is for the sender.</exception>
    public bool Decode(ReadOnlySpan<byte> request)
    {
        while (true)
        {
            if (HasPoints || _scope.HasMore)
            {
                if (IsFull) return true;
                if (_signal == OtlpSignal.Metrics) ReadPoints(request);
                else if (_scope.TryTake(request, Tags.Scopes.Records, out var record)) ReadRecord(record.Rest(request));
            }
            else if (_resource.HasMore)
            {
                if (_resource.TryTake(request, Tags.Resources.Scopes, out _scope)) BeginScope(_scope.Rest(request));
            }
            else if (_request.HasMore)
            {
                if (_request.TryTake(request, Tags.RequestResources, out _resource)) BeginResource(_resource.Rest(request));
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>The events so far, as a batch; <see langword="null"/> when there are none. The next one begins.</summary>
    public EventBatch? TakeBatch()
    {
        EndRun();
        var batch = _builder.Build();
        _runStart = 0;
        _recordBytes = 0;
        ForgetCodes();
        return batch.RowCount == 0 ? null : batch;
    }

    private void ReadRecord(ReadOnlySpan<byte> record)
    {
        _recordBytes += record.Length;
        if (_signal == OtlpSignal.Traces) ReadSpan(record);
        else ReadLog(record);
    }

    /// <summary>Ends the row with what its resource and scope lend it unless it says otherwise.</summary>
    private void EndRow(long micros)
    {
        _builder.Set(Fields.Timestamp, micros);
        _scopeLends.Set(_builder, _overridden);
        _resourceLends.Set(_builder, _overridden);
        // A label that the record has a value of its own for is not the resource's any more.
        if (_overridden.Count > 0) _builder.Set(GlobalLabels.Field, GlobalLabels.Of(_lentByResource, _overridden.Contains));
        _overridden.Clear();
        _builder.EndRow();
    }

    /// <summary>Gives the rows of a scope what its records cannot say otherwise.</summary>
    private void EndRun()
    {
        if (_runStart < _builder.RowCount)
        {
            _scopeLends.Fill(_builder, _runStart);
            _resourceLends.Fill(_builder, _runStart);
        }
        _runStart = _builder.RowCount;
    }

    private void SetKnown(Known known)
    {
        EnsureCodes();
        _known.Set(known);
    }

    /// <summary>Numbers the texts that rows share, once a batch and resource.</summary>
    private void EnsureCodes()
    {
        if (_hasCodes) return;
        _hasCodes = true;
        _resourceLends.Number(_builder);
        _scopeLends.Number(_builder);
    }

    private void ForgetCodes()
    {
        _hasCodes = false;
        _known.Forget();
    }

    /// <summary>A time of the sender in microseconds since the Unix epoch, shifted by what is known of its clock; the arrival when it has none.</summary>
    private long Micros(ulong unixNanos) => unixNanos == 0 ? _arrivalMicros : (long)(unixNanos / 1_000) + _clockShiftMicros;

    private static bool IsTraceId(ReadOnlySpan<byte> id) => id.Length is 0 or 16;

    private static bool IsSpanId(ReadOnlySpan<byte> id) => id.Length is 0 or 8;

    /// <summary>The id of a trace; none when it is all zeros.</summary>
    private static EventId TraceIdOf(ReadOnlySpan<byte> id)
    {
        var value = id.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(id) : 0;
        return value == 0 ? default : EventId.FromUInt128(value);
    }

    /// <summary>The id of a span; none when it is all zeros.</summary>
    private static EventId SpanIdOf(ReadOnlySpan<byte> id)
    {
        ulong value = id.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(id) : 0;
        return value == 0 ? default : EventId.FromUInt64(value);
    }
}
