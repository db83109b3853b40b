namespace Ashiato.Intake.Elastic;

/// <summary>What an exception may hold.</summary>
internal enum ExceptionMember : byte
{
    None, Message, Type, Module, Code, Handled, Attributes, Stacktrace, Cause,
}

/// <summary>One exception of an error, while the error is decoded. Used again for the next error.</summary>
internal sealed class ExceptionPart
{
    private int _parent;

    public TextSlot Message { get; } = new();

    public TextSlot Type { get; } = new();

    public TextSlot Module { get; } = new();

    public TextSlot Code { get; } = new();

    public ByteBuffer Attributes { get; } = new();

    public ByteBuffer Frames { get; } = new();

    /// <summary>What of the frames tells errors apart.</summary>
    public ByteBuffer Grouping { get; } = new();

    public bool? IsHandled { get; set; }

    public bool HasFrames { get; set; }

    /// <summary>True when the exception holds anything that is known.</summary>
    public bool HasAny { get; set; }

    public static ExceptionMember KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("type"u8) => ExceptionMember.Type,
        4 when name.SequenceEqual("code"u8) => ExceptionMember.Code,
        5 when name.SequenceEqual("cause"u8) => ExceptionMember.Cause,
        6 when name.SequenceEqual("module"u8) => ExceptionMember.Module,
        7 when name.SequenceEqual("message"u8) => ExceptionMember.Message,
        7 when name.SequenceEqual("handled"u8) => ExceptionMember.Handled,
        10 when name.SequenceEqual("stacktrace"u8) => ExceptionMember.Stacktrace,
        10 when name.SequenceEqual("attributes"u8) => ExceptionMember.Attributes,
        _ => ExceptionMember.None,
    };

    /// <summary>The same in RUM v3.</summary>
    public static ExceptionMember ShortKindOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("t"u8)) return ExceptionMember.Type;
        if (name.Length != 2) return ExceptionMember.None;
        return ((char)name[0], (char)name[1]) switch
        {
            ('m', 'g') => ExceptionMember.Message,
            ('m', 'o') => ExceptionMember.Module,
            ('c', 'd') => ExceptionMember.Code,
            ('h', 'd') => ExceptionMember.Handled,
            ('a', 't') => ExceptionMember.Attributes,
            ('s', 't') => ExceptionMember.Stacktrace,
            ('c', 'a') => ExceptionMember.Cause,
            _ => ExceptionMember.None,
        };
    }

    /// <summary>The name that a sender knows a member by.</summary>
    public static string NameOf(ExceptionMember kind, bool isShort) => kind switch
    {
        ExceptionMember.Message => isShort ? "mg" : "message",
        ExceptionMember.Type => isShort ? "t" : "type",
        ExceptionMember.Module => isShort ? "mo" : "module",
        ExceptionMember.Code => isShort ? "cd" : "code",
        ExceptionMember.Handled => isShort ? "hd" : "handled",
        ExceptionMember.Attributes => isShort ? "at" : "attributes",
        ExceptionMember.Stacktrace => isShort ? "st" : "stacktrace",
        ExceptionMember.Cause => isShort ? "ca" : "cause",
        _ => "",
    };

    public void Begin(int parent)
    {
        _parent = parent;
        Message.Clear();
        Type.Clear();
        Module.Clear();
        Code.Clear();
        Attributes.Clear();
        Frames.Clear();
        Grouping.Clear();
        IsHandled = null;
        HasFrames = false;
        HasAny = false;
    }

    /// <summary>Writes the entry of the flat list. A parent that is not the entry just before is named by its number.</summary>
    public void Write(ByteBuffer target, int index)
    {
        target.Add((byte)'{');
        Write("message"u8, Message, target);
        Write("module"u8, Module, target);
        Write("code"u8, Code, target);
        Write("type"u8, Type, target);
        if (IsHandled is { } isHandled)
        {
            JsonText.WriteName("handled"u8, target);
            target.Add(isHandled ? "true"u8 : "false"u8);
        }
        if (_parent >= 0 && _parent != index - 1)
        {
            JsonText.WriteName("parent"u8, target);
            target.Add(_parent);
        }
        if (Attributes.Length > 0)
        {
            JsonText.WriteName("attributes"u8, target);
            target.Add(Attributes.Written);
        }
        if (HasFrames)
        {
            JsonText.WriteName("stacktrace"u8, target);
            target.Add(Frames.Written);
        }
        target.Add((byte)'}');
    }

    private static void Write(ReadOnlySpan<byte> name, TextSlot text, ByteBuffer target)
    {
        if (text.Utf8.IsEmpty) return;
        JsonText.WriteName(name, target);
        JsonText.Write(text.Utf8, target);
    }
}
