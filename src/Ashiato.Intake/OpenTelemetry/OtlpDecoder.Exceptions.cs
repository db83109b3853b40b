using System.Globalization;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Exceptions, of spans and of logs.</content>
internal sealed partial class OtlpDecoder
{
    private readonly JavaStackTrace _javaTrace = new();
    private readonly List<ExceptionPart> _exceptions = [new ExceptionPart()];
    private readonly ByteBuffer _grouping = new();

    /// <summary>Sets everything that an error says about its exception.</summary>
    private void SetException(in ExceptionFacts facts)
    {
        _builder.Set(Fields.ErrorId, EventId.FromUInt128(new UInt128((ulong)Random.Shared.NextInt64(1, long.MaxValue), (ulong)Random.Shared.NextInt64())));
        int count = 1;
        BeginException(0, facts.Message.IsEmpty ? "[EMPTY]"u8 : facts.Message, !facts.IsEscaped);
        _exceptions[0].Type.Set(facts.Type);
        if (_isJava && !facts.Stacktrace.IsEmpty && _javaTrace.TryRead(facts.Stacktrace)) count = ReadJavaExceptions(!facts.IsEscaped);
        else _builder.Set(Fields.ErrorStackTrace, facts.Stacktrace);
        WriteExceptions(count);
        SetGroupingKey(count);
    }

    private int ReadJavaExceptions(bool isHandled)
    {
        for (int i = 0; i < _javaTrace.Count; i++)
        {
            if (i == _exceptions.Count) _exceptions.Add(new ExceptionPart());
            if (i > 0) BeginException(i, _javaTrace.MessageOf(i), isHandled);
            var part = _exceptions[i];
            part.HasFrames = _javaTrace.FramesOf(i).Count > 0;
            part.Frames.Add((byte)'[');
            foreach (var frame in _javaTrace.FramesOf(i))
            {
                if (part.Frames.Length > 1) part.Frames.Add((byte)',');
                part.Frames.Add(frame.Json);
                part.Grouping.Add(frame.Grouping);
            }
            part.Frames.Add((byte)']');
        }
        return _javaTrace.Count;
    }

    private void BeginException(int index, ReadOnlySpan<byte> message, bool isHandled)
    {
        var part = _exceptions[index];
        part.Begin(parent: index - 1);
        part.Message.Set(message);
        part.IsHandled = isHandled;
    }

    private void WriteExceptions(int count)
    {
        _json.Clear();
        _json.Add((byte)'[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0) _json.Add((byte)',');
            _exceptions[i].Write(_json, index: i);
            _builder.Add(Fields.ErrorExceptionMessage, _exceptions[i].Message.Utf8);
            _builder.Add(Fields.ErrorExceptionType, _exceptions[i].Type.Utf8);
        }
        _json.Add((byte)']');
        _builder.Set(Fields.ErrorException, _json.Written);
        _builder.Set(Fields.ErrorExceptionHandled, _exceptions[0].IsHandled!.Value);
        _builder.Set(Fields.Message, _exceptions[0].Message.Utf8);
        _builder.Set(Fields.ErrorGroupingName, _exceptions[0].Message.Utf8);
    }

    private void SetGroupingKey(int count)
    {
        _grouping.Clear();
        for (int i = 0; i < count; i++) _grouping.Add(_exceptions[i].Type.Utf8);
        for (int i = 0; i < count; i++) _grouping.Add(_exceptions[i].Grouping.Written);
        if (_grouping.Length == 0)
            for (int i = 0; i < count; i++) _grouping.Add(_exceptions[i].Message.Utf8);
        SetGroupingKey();
    }

    /// <summary>Sets the key by which errors are grouped from what stands in <see cref="_grouping"/>.</summary>
    private void SetGroupingKey()
    {
        Span<byte> key = stackalloc byte[16];
        XxHash64.Hash(_grouping.Written).TryFormat(key, out _, "x16", CultureInfo.InvariantCulture);
        _builder.Set(Fields.ErrorGroupingKey, key);
    }

    private void SetErrorStream()
    {
        SetKnown(Known.ErrorEvent);
        SetKnown(Known.LogsStream);
        SetKnown(Known.ErrorDataset);
        SetKnown(Known.ErrorEventDataset);
    }
}
