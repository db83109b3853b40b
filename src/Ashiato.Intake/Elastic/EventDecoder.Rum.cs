using System.Text;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>RUM v3: a line is a transaction together with its spans and breakdowns.</content>
/// <remarks>Source: the intake specification, section 7.11, and the schemas of RUM v3.</remarks>
internal sealed partial class EventDecoder
{
    private readonly TextSlot _outerTrace = new();
    private readonly TextSlot _outerId = new();
    private readonly TextSlot _outerName = new();
    private readonly TextSlot _outerType = new();
    private readonly ByteBuffer _spanIds = new();
    private readonly List<Range> _spanIdPlaces = [];
    private Range? _nestedSpans;
    private Range? _nestedMetricsets;
    private bool _hasShortNames;
    private bool _isNested;

    /// <summary>Remembers where in the line a list is, for when the transaction around it is known.</summary>
    public bool ReadNested(ref JsonCursor reader, Member member, bool isSpans)
    {
        Expect(ref reader, JsonTokenType.StartArray, member, "a list");
        int start = reader.TokenStartIndex;
        reader.Skip();
        Range place = start..reader.BytesConsumed;
        if (isSpans) _nestedSpans = place;
        else _nestedMetricsets = place;
        return true;
    }

    /// <summary>Decodes a transaction and what is inside it: all of it, or nothing when anything is wrong.</summary>
    private bool TryDecodeWithNested(ReadOnlySpan<byte> line, long arrivalMicros, out int accepted, out string error)
    {
        // Places in the line must be places in what is read.
        if (!System.Text.Unicode.Utf8.IsValid(line)) line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        accepted = 0;
        _spanIds.Clear();
        _spanIdPlaces.Clear();
        // Rows that have ended stay, so everything is looked at before anything is kept.
        if (!TryReadOuter(line, out error)) return false;
        _builder.DropRow();
        if (!TryReadNested(line, isKept: false, arrivalMicros, ref accepted, out error)) return false;

        if (!TryReadOuter(line, out error)) return false;
        accepted = Complete(EventKind.RumTransaction, arrivalMicros) ? 1 : 0;
        return TryReadNested(line, isKept: true, arrivalMicros, ref accepted, out error);
    }

    private bool TryReadOuter(ReadOnlySpan<byte> line, out string error)
    {
        BeginRow();
        _nestedSpans = null;
        _nestedMetricsets = null;
        if (!TryRead(line, Shapes.RumTransaction, out error))
        {
            _builder.DropRow();
            return false;
        }
        _outerTrace.Set(TextIn(Slot.TraceId));
        _outerId.Set(TextIn(Slot.TransactionId));
        _outerName.Set(TextIn(Slot.TransactionName));
        _outerType.Set(TextIn(Slot.TransactionType));
        return true;
    }

    private bool TryReadNested(ReadOnlySpan<byte> line, bool isKept, long arrivalMicros, ref int accepted, out string error)
    {
        _isNested = true;
        try
        {
            error = "";
            if (_nestedSpans is { } spans && !TryReadList(line[spans], EventKind.Span, isKept, arrivalMicros, ref accepted, out error)) return false;
            return _nestedMetricsets is not { } sets || TryReadList(line[sets], EventKind.Metricset, isKept, arrivalMicros, ref accepted, out error);
        }
        finally
        {
            _isNested = false;
        }
    }

    private bool TryReadList(ReadOnlySpan<byte> list, EventKind kind, bool isKept, long arrivalMicros, ref int accepted, out string error)
    {
        _violation = null;
        bool isInRow = false;
        try
        {
            var reader = new JsonCursor(list);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("x: expects spans and metricsets as lists of objects");
                BeginRow();
                isInRow = true;
                _elementPath = kind == EventKind.Span ? "x: y: " : "x: me: ";
                if (!ReadObject(ref reader, kind == EventKind.Span ? Shapes.RumSpan : Shapes.RumMetricset)) Violate("", "slice element required");
                if (_violation is not null) break;
                isInRow = false;
                if (!isKept) LookAt(kind);
                else if (Complete(kind, arrivalMicros)) accepted++;
            }
        }
        catch (JsonException e)
        {
            _violation = null;
            if (isInRow) _builder.DropRow();
            error = "decode error: data read error: " + e.Message;
            return false;
        }
        error = _violation is null ? "" : "validation error: " + _violation;
        if (_violation is null) return true;
        _builder.DropRow();
        return false;
    }

    /// <summary>A span that comes later may be the parent of one that comes earlier, so all ids are known first.</summary>
    private void LookAt(EventKind kind)
    {
        if (kind == EventKind.Span)
        {
            int start = _spanIds.Length;
            _spanIds.Add(TextIn(Slot.EventId));
            _spanIdPlaces.Add(start.._spanIds.Length);
        }
        _builder.DropRow();
    }

    /// <summary>What a span takes from the transaction around it.</summary>
    private void CompleteNestedSpan()
    {
        bool hasParent = Has(Fact.ParentIndex) && NumberIn(Fact.ParentIndex) >= 0 && NumberIn(Fact.ParentIndex) < _spanIdPlaces.Count;
        _builder.Set(Fields.ParentId, hasParent ? _spanIds[_spanIdPlaces[(int)NumberIn(Fact.ParentIndex)]] : _outerId.Utf8);
        _builder.Set(Fields.TraceId, _outerTrace.Utf8);
        _builder.Set(Fields.TransactionId, _outerId.Utf8);
    }

    /// <summary>What a breakdown takes from the transaction around it.</summary>
    private void CompleteNestedMetricset()
    {
        _builder.Set(Fields.TransactionName, _outerName.Utf8);
        _builder.Set(Fields.TransactionType, _outerType.Utf8);
        if (Has(Fact.SelfTimeCount)) _selfTimeCount = NumberIn(Fact.SelfTimeCount);
        if (Has(Fact.SelfTimeSum)) _selfTimeSum = NumberIn(Fact.SelfTimeSum);
    }

    private void CompleteRumError()
    {
        if (Has(Slot.LogMessage) && TextIn(Slot.LoggerName).IsEmpty) _builder.Set(Fields.ErrorLogLoggerName, "default"u8);
        // The id of a transaction of which nothing else is known is not kept.
        if (Has(Slot.TransactionName) || Has(Slot.TransactionType) || Has(Fact.Sampled)) _builder.Set(Fields.TransactionId, TextIn(Slot.TransactionId));
    }

    /// <summary>The long name of a group of marks, or of a mark.</summary>
    private static ReadOnlySpan<byte> LongMark(ReadOnlySpan<byte> name, bool isGroup)
    {
        if (name.Length > 2 || name.IsEmpty) return name;
        if (isGroup) return name.SequenceEqual("a"u8) ? "agent"u8 : name.SequenceEqual("nt"u8) ? "navigationTiming"u8 : name;
        if (name.Length < 2) return name;
        return ((char)name[0], (char)name[1]) switch
        {
            ('c', 'e') => "connectEnd"u8,
            ('c', 's') => "connectStart"u8,
            ('d', 'c') => "domComplete"u8,
            ('d', 'e') => "domContentLoadedEventEnd"u8,
            ('d', 'i') => "domInteractive"u8,
            ('d', 'l') => "domLoading"u8,
            ('d', 's') => "domContentLoadedEventStart"u8,
            ('e', 'e') => "loadEventEnd"u8,
            ('e', 's') => "loadEventStart"u8,
            ('f', 'b') => "timeToFirstByte"u8,
            ('f', 'p') => "firstContentfulPaint"u8,
            ('f', 's') => "fetchStart"u8,
            ('l', 'e') => "domainLookupEnd"u8,
            ('l', 'p') => "largestContentfulPaint"u8,
            ('l', 's') => "domainLookupStart"u8,
            ('r', 'e') => "responseEnd"u8,
            ('r', 's') => "responseStart"u8,
            ('q', 's') => "requestStart"u8,
            _ => name,
        };
    }
}
