using System.Globalization;
using System.Text;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Lists inside a stack frame that are copied as JSON.</summary>
internal enum FramePart : byte
{
    /// <summary>Local variables.</summary>
    Vars,

    /// <summary>Source lines before.</summary>
    Before,

    /// <summary>Source lines after.</summary>
    After,
}

/// <content>Exceptions, stack traces, and the key by which errors are grouped.</content>
internal sealed partial class EventDecoder
{
    private readonly ByteBuffer _frames = new();
    private readonly ByteBuffer _logGrouping = new();
    private readonly ByteBuffer _grouping = new();
    private readonly ByteBuffer[] _frameParts = [new(), new(), new()];
    private readonly List<ExceptionPart> _exceptions = [];
    private int _exceptionCount;

    private void BeginParts()
    {
        _logGrouping.Clear();
        _exceptionCount = 0;
        if (_exceptions.Count > 16) _exceptions.RemoveRange(16, _exceptions.Count - 16);
        BeginSamples();
        BeginOtel();
    }

    public bool ReadStacktrace(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartArray, member, "a list");
        _frames.Clear();
        _logGrouping.Clear();
        string path = _elementPath;
        _elementPath = path + member.InnerPath;
        bool hasAny = ReadFrames(ref reader, _frames, _logGrouping);
        _elementPath = path;
        if (hasAny) _builder.Set(member.Field!, _frames.Written);
        return hasAny;
    }

    public bool ReadFramePart(ref JsonCursor reader, FramePart part)
    {
        var expected = part == FramePart.Vars ? JsonTokenType.StartObject : JsonTokenType.StartArray;
        if (reader.TokenType != expected) throw new JsonException("stacktrace: expects vars as an object and source lines as a list");
        var target = _frameParts[(int)part];
        target.Clear();
        return _compactor.Copy(ref reader, target);
    }

    /// <summary>Copies the frames of a list as they are stored, and gathers what of them tells errors apart, into buffers that are empty.</summary>
    private bool ReadFrames(ref JsonCursor reader, ByteBuffer target, ByteBuffer grouping)
    {
        // What becomes of a page's frames follows from more than their text.
        if (_hasShortNames || Stream!.IsFromBrowser) return DecodeFrames(ref reader, target, grouping);
        var text = reader.FromToken;
        var (start, depth) = (reader.TokenStartIndex, reader.Depth);
        if (_stacks?.Find(text, depth) is { } known)
        {
            reader.PassList(known.Text.Length);
            target.Add(known.Frames);
            grouping.Add(known.Grouping);
            return true;
        }
        if (!DecodeFrames(ref reader, target, grouping)) return false;
        if (_violation is null) _stacks?.Remember(text[..(reader.BytesConsumed - start)], target.Written, grouping.Written, depth);
        return true;
    }

    private bool DecodeFrames(ref JsonCursor reader, ByteBuffer target, ByteBuffer grouping)
    {
        target.Add((byte)'[');
        bool hasAny = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("stacktrace: expects a list of objects");
            for (var slot = Slot.FrameFile; slot <= Slot.FrameContext; slot++) Forget(slot);
            for (var fact = Fact.FrameLine; fact <= Fact.FrameLibrary; fact++) Forget(fact);
            foreach (var part in _frameParts) part.Clear();
            if (!ReadObject(ref reader, _hasShortNames ? Shapes.RumFrame : Shapes.Frame)) Violate("", "slice element required");
            if (hasAny) target.Add((byte)',');
            hasAny = true;
            bool isExcluded = Stream!.IsFromBrowser && _rules?.IsExcluded(TextIn(Slot.FrameFile)) == true;
            WriteFrame(target, isExcluded);
            if (!isExcluded) AddGrouping(grouping);
        }
        target.Add((byte)']');
        return hasAny;
    }

    private void WriteFrame(ByteBuffer target, bool isExcluded)
    {
        target.Add(isExcluded ? "{\"exclude_from_grouping\":true"u8 : "{\"exclude_from_grouping\":false"u8);
        WriteText("filename"u8, Slot.FrameFile, target);
        WriteText("classname"u8, Slot.FrameClass, target);
        WriteText("abs_path"u8, Slot.FramePath, target);
        WriteText("function"u8, Slot.FrameFunction, target);
        WriteText("module"u8, Slot.FrameModule, target);
        WriteLibrary(target);
        WriteJson("vars"u8, _frameParts[(int)FramePart.Vars], target);
        if (Has(Fact.FrameLine) || Has(Fact.FrameColumn) || !TextIn(Slot.FrameContext).IsEmpty)
        {
            target.Add(",\"line\":{"u8);
            WriteWhole("number"u8, Fact.FrameLine, target);
            WriteWhole("column"u8, Fact.FrameColumn, target);
            WriteText("context"u8, Slot.FrameContext, target);
            target.Add((byte)'}');
        }
        if (_frameParts[(int)FramePart.Before].Length + _frameParts[(int)FramePart.After].Length > 0)
        {
            target.Add(",\"context\":{"u8);
            WriteJson("pre"u8, _frameParts[(int)FramePart.Before], target);
            WriteJson("post"u8, _frameParts[(int)FramePart.After], target);
            target.Add((byte)'}');
        }
        target.Add((byte)'}');
    }

    /// <summary>Whether the frame is a library's: as the sender says, unless there are rules for its kind.</summary>
    private void WriteLibrary(ByteBuffer target)
    {
        bool isSaid = Has(Fact.FrameLibrary) && NumberIn(Fact.FrameLibrary) != 0;
        var rules = Stream!.IsFromBrowser ? _rules : null;
        bool isLibrary = rules is null ? isSaid : rules.IsLibrary(TextIn(Slot.FrameFile), TextIn(Slot.FramePath));
        if (isLibrary) target.Add(",\"library_frame\":true"u8);
        if (isSaid && rules is not null) target.Add(",\"original\":{\"library_frame\":true}"u8);
    }

    private void AddGrouping(ByteBuffer grouping)
    {
        var place = TextIn(Slot.FrameModule);
        if (place.IsEmpty) place = TextIn(Slot.FrameFile);
        if (place.IsEmpty) place = TextIn(Slot.FrameClass);
        grouping.Add(place);
        grouping.Add(TextIn(Slot.FrameFunction));
    }

    public bool ReadException(ref JsonCursor reader)
    {
        _exceptionCount = 0;
        string path = _elementPath;
        bool isSet = ReadException(ref reader, parent: -1, _hasShortNames ? "e: ex: " : "error: exception: ");
        _elementPath = path;
        if (isSet) WriteExceptions();
        return isSet;
    }

    /// <summary>Reads an exception and, below it, its causes: depth first, which is the order in which they are stored.</summary>
    private bool ReadException(ref JsonCursor reader, int parent, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("exception: expects an object");
        int index = _exceptionCount++;
        if (index == _exceptions.Count) _exceptions.Add(new ExceptionPart());
        var part = _exceptions[index];
        part.Begin(parent);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader, _text);
            // Causes reuse the buffer of the name, hence a kind before the value is read.
            var kind = _hasShortNames ? ExceptionPart.ShortKindOf(name) : ExceptionPart.KindOf(name);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null || kind == ExceptionMember.None) reader.Skip();
            else ReadExceptionMember(ref reader, kind, part, index, path);
        }
        if (part.HasAny && !part.Message.IsSet && !part.Type.IsSet) Violate(path, _hasShortNames ? "requires at least one of the fields 'mg;t'" : "requires at least one of the fields 'message;type'");
        return part.HasAny;
    }

    private void ReadExceptionMember(ref JsonCursor reader, ExceptionMember kind, ExceptionPart part, int index, string path)
    {
        part.HasAny = true;
        switch (kind)
        {
            case ExceptionMember.Message:
                part.Message.Set(ExceptionText(ref reader));
                break;
            case ExceptionMember.Type:
                part.Type.Set(Limited(ExceptionText(ref reader), path, kind));
                break;
            case ExceptionMember.Module:
                part.Module.Set(Limited(ExceptionText(ref reader), path, kind));
                break;
            case ExceptionMember.Code when reader.TokenType == JsonTokenType.String:
                part.Code.Set(Limited(JsonText.Read(ref reader, _text), path, kind));
                break;
            case ExceptionMember.Code when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _):
                part.Code.Set(reader.ValueSpan);
                break;
            case ExceptionMember.Code:
                Violate(path, $"'{NameOf(kind)}': validation rule 'inputTypes(string;int)' violated");
                reader.Skip();
                break;
            case ExceptionMember.Handled:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw new JsonException("exception: handled: expects true or false");
                part.IsHandled = reader.TokenType == JsonTokenType.True;
                break;
            case ExceptionMember.Attributes:
                if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("exception: attributes: expects an object");
                part.Attributes.Clear();
                _compactor.Copy(ref reader, part.Attributes);
                break;
            case ExceptionMember.Stacktrace:
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("exception: stacktrace: expects a list");
                part.Frames.Clear();
                part.Grouping.Clear();
                _elementPath = $"{path}{NameOf(kind)}: ";
                part.HasFrames = ReadFrames(ref reader, part.Frames, part.Grouping);
                _elementPath = "";
                break;
            default:
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("exception: cause: expects a list");
                string inner = path.Length < 200 ? $"{path}{NameOf(kind)}: " : path;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    if (!ReadException(ref reader, index, inner)) Violate(path, NameOf(kind) + " slice element required");
                break;
        }
    }

    private string NameOf(ExceptionMember kind) => ExceptionPart.NameOf(kind, _hasShortNames);

    private ReadOnlySpan<byte> ExceptionText(ref JsonCursor reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("exception: expects a string");
        return JsonText.Read(ref reader, _text);
    }

    private ReadOnlySpan<byte> Limited(ReadOnlySpan<byte> text, string path, ExceptionMember kind)
    {
        if (text.Length > 1024 && RuneCount(text) > 1024) Violate(path, $"'{NameOf(kind)}': validation rule 'maxLength(1024)' violated");
        return text;
    }

    private void WriteExceptions()
    {
        _json.Clear();
        _json.Add((byte)'[');
        for (int i = 0; i < _exceptionCount; i++)
        {
            var part = _exceptions[i];
            if (i > 0) _json.Add((byte)',');
            part.Write(_json, index: i);
            _builder.Add(Fields.ErrorExceptionMessage, part.Message.Utf8);
            _builder.Add(Fields.ErrorExceptionType, part.Type.Utf8);
            _builder.Add(Fields.ErrorExceptionModule, part.Module.Utf8);
            _builder.Add(Fields.ErrorExceptionCode, part.Code.Utf8);
            if (part.IsHandled is { } isHandled && !_builder.Has(Fields.ErrorExceptionHandled)) _builder.Set(Fields.ErrorExceptionHandled, isHandled);
        }
        _json.Add((byte)']');
        _builder.Set(Fields.ErrorException, _json.Written);
    }

    private void CompleteError()
    {
        if (Has(Slot.LogMessage) && TextIn(Slot.LogLevel).IsEmpty) SetKnown(Known.ErrorLevel);
        var message = TextIn(Slot.LogMessage);
        if (message.IsEmpty && _exceptionCount > 0) message = _exceptions[0].Message.Utf8;
        _builder.Set(Fields.Message, message);
        _builder.Set(Fields.ErrorGroupingName, message);
        SetGroupingKey();
    }

    private void SetGroupingKey()
    {
        _grouping.Clear();
        for (int i = 0; i < _exceptionCount; i++) _grouping.Add(_exceptions[i].Type.Utf8);
        _grouping.Add(TextIn(Slot.LogParamMessage));
        int beforeFrames = _grouping.Length;
        for (int i = 0; i < _exceptionCount; i++) _grouping.Add(_exceptions[i].Grouping.Written);
        if (_grouping.Length == beforeFrames) _grouping.Add(_logGrouping.Written);
        if (_grouping.Length == 0)
            for (int i = 0; i < _exceptionCount; i++) _grouping.Add(_exceptions[i].Message.Utf8);
        if (_grouping.Length == 0) _grouping.Add(TextIn(Slot.LogMessage));

        Span<byte> key = stackalloc byte[16];
        XxHash64.Hash(_grouping.Written).TryFormat(key, out _, "x16", CultureInfo.InvariantCulture);
        _builder.Set(Fields.ErrorGroupingKey, key);
    }

    private void WriteText(ReadOnlySpan<byte> name, Slot slot, ByteBuffer target)
    {
        if (TextIn(slot).IsEmpty) return;
        JsonText.WriteName(name, target);
        JsonText.Write(TextIn(slot), target);
    }

    private void WriteWhole(ReadOnlySpan<byte> name, Fact fact, ByteBuffer target)
    {
        if (!Has(fact)) return;
        JsonText.WriteName(name, target);
        target.Add((long)NumberIn(fact));
    }

    private static void WriteJson(ReadOnlySpan<byte> name, ByteBuffer value, ByteBuffer target)
    {
        if (value.Length == 0) return;
        JsonText.WriteName(name, target);
        target.Add(value.Written);
    }
}
