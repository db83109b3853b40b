using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ashiato.Intake.Rum;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Decodes the lines of one stream into batches, without an object per event. Not thread-safe.</summary>
/// <remarks>
/// The straight path: <see cref="TryBegin"/> with the first line, <see cref="TryDecode"/> with each further one, and
/// <see cref="TakeBatch"/> whenever there is enough. What an object may hold stands in <see cref="Shapes"/>; this file walks it.
/// </remarks>
internal sealed partial class EventDecoder
{
    /// <summary>How deep JSON may nest.</summary>
    public const int MaxDepth = 256;

    // What a column costs before it has values; a sender may choose a new label for every event.
    private const long FieldBytes = 700;

    private readonly IntakeOptions _options;
    private readonly FrameRules? _rules;
    private readonly KnownStreams? _streams;
    private readonly KnownStacks? _stacks;
    private readonly TextSlot[] _slots = new TextSlot[(int)Slot.Count];
    private readonly double[] _facts = new double[(int)Fact.Count];
    private readonly ByteBuffer _text = new();
    private readonly ByteBuffer _json = new();
    private readonly JsonCompactor _compactor = new();
    private readonly Member?[] _usuallyNext = new Member?[Shapes.Numbers];
    private readonly EventBatchBuilder _events = new(keepsArrays: true);
    private EventBatchBuilder _builder;
    private ulong _slotsSet;
    private uint _factsSet;
    private long _timestampMicros;
    private long _lineBytes;
    private string? _violation;
    private string _elementPath = "";

    /// <param name="options">How events are taken in.</param>
    /// <param name="rules">What is said about the frames of pages; nothing without it.</param>
    /// <param name="streams">Streams that other decoders began.</param>
    /// <param name="stacks">Stack traces that other decoders met.</param>
    public EventDecoder(IntakeOptions options, FrameRules? rules = null, KnownStreams? streams = null, KnownStacks? stacks = null)
    {
        _rules = rules;
        _streams = streams;
        _stacks = stacks;
        _options = options;
        _builder = _events;
        _known = new KnownCodes(_events);
        for (int i = 0; i < _slots.Length; i++) _slots[i] = new TextSlot();
    }

    /// <summary>Events in the batch that is being built.</summary>
    public int RowCount => _events.RowCount;

    /// <summary>The service that the stream is of; empty before it has begun.</summary>
    public string ServiceName => Encoding.UTF8.GetString(Stream?.ServiceName ?? []);

    /// <summary>About how many bytes the batch that is being built occupies.</summary>
    public long BatchBytes => _lineBytes + (_events.FieldCount * FieldBytes);

    /// <summary>Decodes a line after the first.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="arrivalMicros">When it came, in microseconds since the Unix epoch (UTC).</param>
    /// <param name="accepted">How many events it held; not all of them need be kept.</param>
    /// <param name="error">What is wrong, for the sender.</param>
    public bool TryDecode(ReadOnlySpan<byte> line, long arrivalMicros, out int accepted, out string error)
    {
        accepted = 0;
        var type = TypeOf(line);
        var kind = EventKinds.Find(type);
        if (kind == EventKind.None)
        {
            error = $"did not recognize object type: \"{Encoding.UTF8.GetString(type)}\"";
            return false;
        }
        _lineBytes += line.Length;
        _hasShortNames = kind is EventKind.RumTransaction or EventKind.RumError;
        if (kind == EventKind.RumTransaction) return TryDecodeWithNested(line, arrivalMicros, out accepted, out error);
        BeginRow();
        if (!TryRead(line, ShapeOf(kind), out error))
        {
            _builder.DropRow();
            return false;
        }
        accepted = Complete(kind, arrivalMicros) ? 1 : 0;
        return true;
    }

    /// <summary>The events so far, as a batch; <see langword="null"/> when there are none. The next one begins.</summary>
    public EventBatch? TakeBatch()
    {
        InheritRest();
        var batch = _events.Build();
        _lineBytes = 0;
        ForgetCodes();
        return batch.RowCount == 0 ? null : batch;
    }

    /// <summary>Gives back the memory that is kept from one batch to the next.</summary>
    public void Release()
    {
        _events.Release();
        _metadata.Release();
    }

    /// <summary>The first quoted text of a line: what kind of object it holds. The line need not be JSON.</summary>
    public static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> line)
    {
        int open = line.IndexOfAny((byte)'"', (byte)'\'');
        if (open < 0) return default;
        byte quote = line[open];
        line = line[(open + 1)..];
        int close = line.IndexOf(quote);
        return close < 0 ? default : line[..close];
    }

    private static Shape ShapeOf(EventKind kind) => kind switch
    {
        EventKind.Transaction => Shapes.Transaction,
        EventKind.Span => Shapes.Span,
        EventKind.Error => Shapes.Error,
        EventKind.Metricset => Shapes.Metricset,
        EventKind.RumError => Shapes.RumError,
        _ => Shapes.Log,
    };

    private void BeginRow()
    {
        for (ulong set = _slotsSet; set != 0; set &= set - 1) _slots[System.Numerics.BitOperations.TrailingZeroCount(set)].Clear();
        _slotsSet = 0;
        _factsSet = 0;
        BeginParts();
    }

    private bool TryRead(ReadOnlySpan<byte> line, Shape root, out string error)
    {
        // Text that is not UTF-8 is mended once here, so that nothing behind needs to care.
        if (!System.Text.Unicode.Utf8.IsValid(line)) line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        _violation = null;
        _elementPath = "";
        try
        {
            var reader = new JsonCursor(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expects an object");
            ReadObject(ref reader, root);
        }
        catch (JsonException e)
        {
            error = "decode error: data read error: " + e.Message;
            return false;
        }
        if (_violation is not null)
        {
            error = "validation error: " + _violation;
            return false;
        }
        error = "";
        return true;
    }

    private bool ReadObject(ref JsonCursor reader, Shape shape)
    {
        ulong set = 0;
        int before = shape.Number;
        while (TryReadName(ref reader, shape, ref before, out var member))
        {
            reader.Read();
            if (member is null) reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null && ReadMember(ref reader, member)) set |= member.Bit;
        }
        // An object of which nothing is known is no object; only a line must hold what its first name promises.
        if (set != 0 || shape.IsLine) Check(shape, set);
        return set != 0;
    }

    /// <summary>Goes to the next name of an object. Agents write the members of a shape in the same order each time.</summary>
    /// <param name="reader">Stands at the start of the object, or at the end of a value in it.</param>
    /// <param name="shape">What the object may hold.</param>
    /// <param name="before">The number of the last member that was known, at first of the shape.</param>
    /// <param name="member">What the name means; <see langword="null"/> when that is not known.</param>
    /// <returns><see langword="false"/> when the object has ended.</returns>
    private bool TryReadName(ref JsonCursor reader, Shape shape, ref int before, out Member? member)
    {
        ref var expected = ref _usuallyNext[before];
        member = expected;
        if (member is null || !reader.TryName(member.QuotedName))
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName) return false;
            member = shape.Find(JsonText.Read(ref reader, _text));
            if (member is null) return true;
            expected = member;
        }
        before = member.Number;
        return true;
    }

    private bool ReadMember(ref JsonCursor reader, Member member)
    {
        switch (member.Kind)
        {
            case MemberKind.Text:
                return ReadText(ref reader, member);
            case MemberKind.Whole:
                return ReadWhole(ref reader, member);
            case MemberKind.Number:
                return ReadNumber(ref reader, member);
            case MemberKind.Claim:
                return ReadClaim(ref reader, member);
            case MemberKind.Object:
                Expect(ref reader, JsonTokenType.StartObject, member, "an object");
                return ReadObject(ref reader, member.Shape!);
            default:
                return member.Read!(this, ref reader, member);
        }
    }

    public bool ReadNoted(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartObject, member, "an object");
        if (!ReadObject(ref reader, member.Shape!)) return false;
        Remember(member.Fact!.Value, 1);
        return true;
    }

    private bool ReadText(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.String, member, "a string");
        var text = JsonText.Read(ref reader, _text);
        CheckText(text, member);
        if (member.YieldsToNested && _builder.Has(member.Field!)) return true;
        if (member.Field is { } field) _builder.Set(field, text);
        if (member.Slot is { } slot) Remember(slot, text);
        return true;
    }

    private bool ReadWhole(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value)) throw Mismatch(member, "a whole number");
        CheckLeast(value, member);
        if (member.YieldsToNested && _builder.Has(member.Field!)) return true;
        if (member.Fact is { } fact) Remember(fact, value);
        if (member.Field is not { } field) return true;
        if (value == 0 && member.SkipsZero) _builder.Clear(field);
        else _builder.Set(field, value);
        return true;
    }

    private bool ReadNumber(ref JsonCursor reader, Member member)
    {
        double value = NumberAt(ref reader, member);
        CheckLeast(value, member);
        if (member.Fact is { } fact) Remember(fact, value);
        if (member.Field is { } field) _builder.Set(field, value);
        return true;
    }

    private bool ReadClaim(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw Mismatch(member, "true or false");
        bool value = reader.TokenType == JsonTokenType.True;
        if (member.Fact is { } fact) Remember(fact, value ? 1 : 0);
        if (member.Field is not { } field) return true;
        if (!value && member.SkipsZero) _builder.Clear(field);
        else _builder.Set(field, value);
        return true;
    }

    private static double NumberAt(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType != JsonTokenType.Number) throw Mismatch(member, "a number");
        if (PlainNumber.TryRead(reader.ValueSpan, out double value)) return value;
        if (!Utf8Parser.TryParse(reader.ValueSpan, out value, out int length) || length != reader.ValueSpan.Length || !double.IsFinite(value))
            throw Mismatch(member, "a number of 64 bits");
        return value;
    }

    private static void Expect(ref JsonCursor reader, JsonTokenType token, Member member, string what)
    {
        if (reader.TokenType != token) throw Mismatch(member, what);
    }

    private static JsonException Mismatch(Member member, string what) => new($"{member.Path}{member.Name}: expects {what}");

    private void Remember(Slot slot, ReadOnlySpan<byte> text)
    {
        _slots[(int)slot].Set(text);
        _slotsSet |= 1UL << (int)slot;
    }

    private void Remember(Fact fact, double value)
    {
        _facts[(int)fact] = value;
        _factsSet |= 1u << (int)fact;
    }

    private void Forget(Slot slot) => _slots[(int)slot].Clear();

    private void Forget(Fact fact) => _factsSet &= ~(1u << (int)fact);

    private ReadOnlySpan<byte> TextIn(Slot slot) => _slots[(int)slot].Utf8;

    private bool Has(Slot slot) => _slots[(int)slot].IsSet;

    private bool Has(Fact fact) => (_factsSet & (1u << (int)fact)) != 0;

    private double NumberIn(Fact fact) => _facts[(int)fact];
}
