namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What a span is, apart from its attributes, events and links.</summary>
internal ref struct SpanHead
{
    /// <summary>Span kinds of OTLP.</summary>
    public const int Internal = 1;

    /// <inheritdoc cref="Internal"/>
    public const int Server = 2;

    /// <inheritdoc cref="Internal"/>
    public const int Client = 3;

    /// <inheritdoc cref="Internal"/>
    public const int Producer = 4;

    /// <inheritdoc cref="Internal"/>
    public const int Consumer = 5;

    /// <summary>Codes of a span's status.</summary>
    public const int StatusOk = 1;

    /// <inheritdoc cref="StatusOk"/>
    public const int StatusError = 2;

    public ReadOnlySpan<byte> TraceId;
    public ReadOnlySpan<byte> SpanId;
    public ReadOnlySpan<byte> ParentId;
    public ReadOnlySpan<byte> TraceState;
    public ReadOnlySpan<byte> Name;
    public ulong StartNanos;
    public ulong EndNanos;
    public int Kind;
    public int Status;
    public bool HasEvents;
    public bool HasLinks;

    /// <summary>True when it has a parent that is not all zeros.</summary>
    public readonly bool HasParent => ParentId.IndexOfAnyExcept((byte)0) >= 0;

    /// <summary>True for what a service does for a request or message, or of its own accord.</summary>
    public readonly bool IsTransaction => !HasParent || Kind is Server or Consumer;

    /// <summary>How long it took, in microseconds.</summary>
    public readonly long DurationMicros => EndNanos > StartNanos ? (long)((EndNanos - StartNanos) / 1_000) : 0;

    /// <summary>Reads everything but the lists.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public static SpanHead Read(ReadOnlySpan<byte> span)
    {
        var head = default(SpanHead);
        var reader = new ProtoReader(span);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Span.TraceId:
                    head.TraceId = reader.ReadBytes();
                    break;
                case Tags.Span.SpanId:
                    head.SpanId = reader.ReadBytes();
                    break;
                case Tags.Span.TraceState:
                    head.TraceState = reader.ReadBytes();
                    break;
                case Tags.Span.ParentSpanId:
                    head.ParentId = reader.ReadBytes();
                    break;
                case Tags.Span.Name:
                    head.Name = Utf8Text.Valid(reader.ReadBytes());
                    break;
                case Tags.Span.Kind:
                    head.Kind = (int)Math.Min(reader.ReadVarint(), int.MaxValue);
                    break;
                case Tags.Span.StartTime:
                    head.StartNanos = reader.ReadFixed64();
                    break;
                case Tags.Span.EndTime:
                    head.EndNanos = reader.ReadFixed64();
                    break;
                case Tags.Span.Status:
                    head.Status = StatusOf(reader.ReadBytes());
                    break;
                case Tags.Span.Events:
                    head.HasEvents = true;
                    reader.ReadBytes();
                    break;
                case Tags.Span.Links:
                    head.HasLinks = true;
                    reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return head;
    }

    private static int StatusOf(ReadOnlySpan<byte> status)
    {
        int code = 0;
        var reader = new ProtoReader(status);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Status.Code) code = (int)Math.Min(reader.ReadVarint(), int.MaxValue);
            else reader.Skip(tag);
        }
        return code;
    }
}
