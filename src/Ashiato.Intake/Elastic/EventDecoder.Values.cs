using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>Values that are more than a text or a number: times, labels, lists, headers, kept JSON.</content>
internal sealed partial class EventDecoder
{
    private readonly FieldCache _labels = new(Fields.Label);
    private readonly FieldCache _numericLabels = new(Fields.NumericLabel);
    private readonly FieldCache _marks = new(static name => Fields.Mark(name[..name.IndexOf('.')], name[(name.IndexOf('.') + 1)..]));
    private readonly ByteBuffer _name = new();

    public bool ReadTimestamp(ref JsonCursor reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long micros)) _timestampMicros = micros;
        else if (reader.TokenType == JsonTokenType.String) _timestampMicros = MicrosOf(JsonText.Read(ref reader, _text));
        else throw new JsonException("timestamp: expects microseconds since the epoch or an RFC 3339 text");
        _factsSet |= 1u << (int)Fact.Timestamp;
        return true;
    }

    private static long MicrosOf(ReadOnlySpan<byte> text)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz"];
        string clock = WithoutNanos(Encoding.UTF8.GetString(text));
        // ±hhmm is written with a colon elsewhere.
        if (clock.Length > 5 && clock[^5] is '+' or '-' && clock[^3] != ':') clock = clock.Insert(clock.Length - 2, ":");
        bool hasZone = clock.EndsWith('Z') || clock.Length >= 6 && (clock[^6..].Contains('+', StringComparison.Ordinal) || clock[^6..].Contains('-', StringComparison.Ordinal));
        if (!hasZone || !DateTimeOffset.TryParseExact(clock, forms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment))
            throw new JsonException("timestamp: expects microseconds since the epoch or an RFC 3339 text");
        return (moment.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>The clock with seven digits of a second at the most: loggers write nine, and a microsecond needs six.</summary>
    private static string WithoutNanos(string clock)
    {
        int point = clock.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return clock;
        int end = point + 1;
        while (end < clock.Length && char.IsAsciiDigit(clock[end])) end++;
        return end <= point + 8 ? clock : clock.Remove(point + 8, end - point - 8);
    }

    public bool ReadLabels(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartObject, member, "an object");
        bool hasAny = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name.Clear();
            _name.Add(JsonText.Read(ref reader, _text));
            reader.Read();
            hasAny = true;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                Violate(member.Path, $"'{member.Name}': validation rule 'inputTypesVals(string;bool;number)' violated for key {Encoding.UTF8.GetString(_name.Written)}");
                reader.Skip();
                continue;
            }
            SetLabel(ref reader, CleanName(), member);
        }
        return hasAny;
    }

    private void SetLabel(ref JsonCursor reader, ReadOnlySpan<byte> name, Member member)
    {
        // A copy of a host's metric under the name of an agent's does not come from the agent.
        if (name.SequenceEqual("otel_remapped"u8)) _hasForeignSample |= reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("true"u8));
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = JsonText.Read(ref reader, _text);
                if (text.Length > 1024 && RuneCount(text) > 1024) Violate(member.Path, $"'{member.Name}': validation rule 'maxLengthVals(1024)' violated");
                // An empty one too: it hides the stream's label of that name.
                _builder.SetAsSent(_labels.Get(name)!, text);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _builder.Set(_labels.Get(name)!, reader.ValueSpan);
                break;
            case JsonTokenType.Number:
                _builder.Set(_numericLabels.Get(name)!, NumberAt(ref reader, member));
                break;
        }
    }

    /// <summary>The name in <see cref="_name"/>, as labels and marks spell it.</summary>
    private ReadOnlySpan<byte> CleanName()
    {
        if (_name.Written.IndexOfAny((byte)'.', (byte)'*', (byte)'"') < 0) return _name.Written;
        Span<byte> clean = _name.Written.ToArray();
        Names.Cleanse(clean);
        _name.Clear();
        _name.Add(clean);
        return _name.Written;
    }

    public bool ReadMarks(ref JsonCursor reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("marks: expects an object");
        bool hasAny = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var groupName = JsonText.Read(ref reader, _text);
            byte[] group = (_hasShortNames ? LongMark(groupName, isGroup: true) : groupName).ToArray();
            Names.Cleanse(group);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("marks: expects an object");
            hasAny = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                _name.Clear();
                var mark = JsonText.Read(ref reader, _text);
                _name.Add(_hasShortNames ? LongMark(mark, isGroup: false) : mark);
                byte[] name = [.. group, (byte)'.', .. CleanName()];
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null) continue;
                _builder.Set(_marks.Get(name)!, NumberAt(ref reader, s_mark));
            }
        }
        return hasAny;
    }

    private static readonly Member s_mark = new("marks", MemberKind.Number);

    public bool ReadTextOrWhole(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = JsonText.Read(ref reader, _text);
            CheckText(text, member);
            _builder.Set(member.Field!, text);
            return true;
        }
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _)) _builder.Set(member.Field!, reader.ValueSpan);
        else ViolateType(ref reader, member, "inputTypes(string;int)");
        return true;
    }

    public bool ReadPort(ref JsonCursor reader, Member member)
    {
        long port = 0;
        bool isPort = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out port),
            JsonTokenType.String => IsWhole(JsonText.Read(ref reader, _text), out port),
            _ => false,
        };
        if (!isPort) ViolateType(ref reader, member, reader.TokenType == JsonTokenType.String ? "targetType(int)" : "inputTypes(string;int)");
        else if (port != 0) _builder.Set(member.Field!, port);
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int length) && length == text.Length;

    public bool ReadProtocol(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.String, member, "a string");
        var text = JsonText.Read(ref reader, _text);
        CheckText(text, member);
        _builder.Set(member.Field!, text is [.., (byte)':'] ? text[..^1] : text);
        return true;
    }

    public bool ReadTexts(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartArray, member, "a list");
        _builder.Clear(member.Field!);
        bool hasAny = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            hasAny = true;
            if (reader.TokenType == JsonTokenType.Null) continue;
            Expect(ref reader, JsonTokenType.String, member, "a list of strings");
            var text = JsonText.Read(ref reader, _text);
            CheckText(text, member);
            _builder.Add(member.Field!, text);
        }
        return hasAny;
    }

    public bool ReadJson(ref JsonCursor reader, Member member, bool cleansNames)
    {
        if (reader.TokenType is JsonTokenType.String && reader.ValueSpan.IsEmpty) return true;
        _json.Clear();
        if (_compactor.Copy(ref reader, _json, cleansNames)) _builder.Set(member.Field!, _json.Written);
        return true;
    }

    public bool ReadJsonObject(ref JsonCursor reader, Member member, bool cleansNames)
    {
        Expect(ref reader, JsonTokenType.StartObject, member, "an object");
        return ReadJson(ref reader, member, cleansNames);
    }

    public bool ReadBody(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject) return ReadJson(ref reader, member, false);
        ViolateType(ref reader, member, "inputTypes(string;object)");
        return true;
    }

    public bool ReadLinks(ref JsonCursor reader, Member member)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("links: expects a list");
        _json.Clear();
        _json.Add((byte)'[');
        string path = _elementPath;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("links: expects a list of objects");
            Forget(Slot.LinkTrace);
            Forget(Slot.LinkSpan);
            _elementPath = path + member.InnerPath;
            if (!ReadObject(ref reader, Shapes.Link)) Violate("", "slice element required");
            if (_json.Length > 1) _json.Add((byte)',');
            _json.Add("{\"trace\":{\"id\":"u8);
            JsonText.Write(TextIn(Slot.LinkTrace), _json);
            _json.Add("},\"span\":{\"id\":"u8);
            JsonText.Write(TextIn(Slot.LinkSpan), _json);
            _json.Add("}}"u8);
        }
        _elementPath = path;
        bool hasAny = _json.Length > 1;
        _json.Add((byte)']');
        if (hasAny) _builder.Set(Fields.SpanLinks, _json.Written);
        return hasAny;
    }

    /// <summary>Reads what an agent counted of the spans that it did not send.</summary>
    public bool ReadDroppedSpans(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartArray, member, "a list");
        _json.Clear();
        _json.Add((byte)'[');
        string path = _elementPath;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.StartObject, member, "a list of objects");
            for (var slot = Slot.DroppedResource; slot <= Slot.DroppedOutcome; slot++) Forget(slot);
            Forget(Fact.DroppedCount);
            Forget(Fact.DroppedSum);
            _elementPath = path + member.InnerPath;
            ReadObject(ref reader, Shapes.DroppedSpans);
            WriteDroppedSpans();
        }
        _elementPath = path;
        bool hasAny = _json.Length > 1;
        _json.Add((byte)']');
        if (hasAny) _builder.Set(Fields.TransactionDroppedSpansStats, _json.Written);
        return hasAny;
    }

    private void WriteDroppedSpans()
    {
        if (_json.Length > 1) _json.Add((byte)',');
        _json.Add((byte)'{');
        WriteText("destination_service_resource"u8, Slot.DroppedResource, _json);
        WriteText("service_target_type"u8, Slot.DroppedType, _json);
        WriteText("service_target_name"u8, Slot.DroppedName, _json);
        WriteText("outcome"u8, Slot.DroppedOutcome, _json);
        WriteWhole("duration.count"u8, Fact.DroppedCount, _json);
        WriteWhole("duration.sum.us"u8, Fact.DroppedSum, _json);
        _json.Add((byte)'}');
    }

    private void ViolateType(ref JsonCursor reader, Member member, string rule)
    {
        ViolateRule(member, rule);
        reader.Skip();
    }
}
