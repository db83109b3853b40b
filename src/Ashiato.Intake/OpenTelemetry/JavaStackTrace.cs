using System.Buffers;
using System.Buffers.Text;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Reads what Java's <c>printStackTrace</c> prints, into an exception and those that caused it.</summary>
/// <remarks>
/// A line is <c>at loader/module/class.method(File.java:12)</c>, <c>... 3 more</c> (as many frames as the exception around it ends with),
/// <c>Caused by: message</c>, or <c>Suppressed: message</c> with its own lines further to the right, which are left out.
/// Source: java.lang.Throwable, printStackTrace. Used again for the next trace. Not thread-safe.
/// </remarks>
internal sealed class JavaStackTrace
{
    private const int MaxExceptions = 64;
    private const int MaxFrames = 10_000;

    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);

    private readonly List<List<Frame>> _frames = [];
    private readonly List<byte[]> _messages = [];

    /// <summary>How many exceptions were read: the thrown one, then what caused it.</summary>
    public int Count => _frames.Count;

    /// <summary>What is told of an exception behind <c>Caused by:</c>; empty for the thrown one.</summary>
    public ReadOnlySpan<byte> MessageOf(int exception) => _messages[exception];

    /// <summary>The frames of an exception.</summary>
    public IReadOnlyList<Frame> FramesOf(int exception) => _frames[exception];

    /// <summary>Reads a trace.</summary>
    /// <returns><see langword="false"/> without frames, or when a line is none of those that Java prints: the text is then better kept as it is.</returns>
    public bool TryRead(ReadOnlySpan<byte> text)
    {
        _frames.Clear();
        _messages.Clear();
        Begin(default);
        int suppressedIndent = 0, lines = 0;
        bool isFirst = true;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].TrimEnd((byte)'\r');
            int indent = Math.Max(0, line.IndexOfAnyExcept((byte)'\t'));
            line = line[indent..];
            // The first line is the message, which is known.
            if (isFirst || line.IsEmpty)
            {
                isFirst = false;
                continue;
            }
            if (suppressedIndent > 0 && indent >= suppressedIndent) continue;
            suppressedIndent = 0;
            if (line.StartsWith("Suppressed: "u8)) suppressedIndent = Math.Max(1, indent);
            else if (line.StartsWith("Caused by: "u8) && Count < MaxExceptions) Begin(line["Caused by: ".Length..]);
            else if (line.StartsWith("at "u8) ? !TryAddFrame(line["at ".Length..]) : !TryRepeatFrames(line, ref lines)) return false;
            if (++lines > MaxFrames) return false;
        }
        return _frames.Exists(static frames => frames.Count > 0);
    }

    private void Begin(ReadOnlySpan<byte> message)
    {
        _frames.Add([]);
        _messages.Add(message.ToArray());
    }

    /// <summary><c>... N more</c>: the last N frames of the exception around this one.</summary>
    private bool TryRepeatFrames(ReadOnlySpan<byte> line, ref int lines)
    {
        if (!line.StartsWith("... "u8) || !line.EndsWith(" more"u8) || Count < 2) return false;
        if (!Utf8Parser.TryParse(line["... ".Length..], out int count, out _)) return false;
        var outer = _frames[^2];
        if (count < 0 || count > outer.Count) return false;
        _frames[^1].AddRange(outer.GetRange(outer.Count - count, count));
        lines += count;
        return true;
    }

    private bool TryAddFrame(ReadOnlySpan<byte> frame)
    {
        int open = frame.LastIndexOf((byte)'(');
        int close = frame.LastIndexOf((byte)')');
        if (open < 0 || close < open) return false;
        var function = frame[..open];
        var place = frame[(open + 1)..close];

        ReadOnlySpan<byte> module = default;
        // "loader/module/class.method" or "module/class.method".
        for (int i = 0; i < 2 && function.IndexOf((byte)'/') is var slash and >= 0; i++)
        {
            module = function[..slash];
            function = function[(slash + 1)..];
        }
        int dot = function.LastIndexOf((byte)'.');
        int colon = place.IndexOf((byte)':');
        var file = colon < 0 ? place : place[..colon];
        var number = colon < 0 ? default : place[(colon + 1)..];
        if (!number.IsEmpty && number.IndexOfAnyExcept(s_digits) >= 0) return false;

        var json = new ByteBuffer();
        json.Add("{\"exclude_from_grouping\":false"u8);
        Add(json, "filename"u8, file);
        Add(json, "classname"u8, dot > 0 ? function[..dot] : default);
        Add(json, "function"u8, dot > 0 ? function[(dot + 1)..] : function);
        Add(json, "module"u8, module);
        if (Utf8Parser.TryParse(number, out uint line, out _))
        {
            json.Add(",\"line\":{\"number\":"u8);
            json.Add(line);
            json.Add((byte)'}');
        }
        json.Add((byte)'}');
        var name = dot > 0 ? function[(dot + 1)..] : function;
        var where = !module.IsEmpty ? module : !file.IsEmpty ? file : dot > 0 ? function[..dot] : default;
        _frames[^1].Add(new Frame(json.Written.ToArray(), [.. where, .. name]));
        return true;
    }

    private static void Add(ByteBuffer json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        JsonText.WriteName(name, json);
        JsonText.Write(text, json);
    }

    /// <summary>One frame.</summary>
    /// <param name="Json">As it is stored: a JSON object.</param>
    /// <param name="Grouping">What of it tells errors apart.</param>
    internal readonly record struct Frame(byte[] Json, byte[] Grouping);
}
