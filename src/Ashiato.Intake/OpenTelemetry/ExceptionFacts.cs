using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>The attributes that describe an exception, while the record that has them is read.</summary>
/// <remarks>Source: OpenTelemetry, "Semantic conventions for exceptions". They are labels when there is no exception after all.</remarks>
internal ref struct ExceptionFacts
{
    private AttributeEntry? _messageAttribute;
    private AttributeEntry? _typeAttribute;
    private AttributeEntry? _stacktraceAttribute;
    private AttributeEntry? _escapedAttribute;

    public ReadOnlySpan<byte> Message { get; private set; }

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Stacktrace { get; private set; }

    /// <summary>True when nothing caught it inside the span.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>True when there is an exception: it has a type or a message.</summary>
    public readonly bool IsException => !Message.IsEmpty || !Type.IsEmpty;

    /// <summary>Takes an attribute that is about the exception.</summary>
    public bool TryTake(AttributeEntry attribute, AttributeValue value)
    {
        var text = value.Kind == AttributeKind.Text ? value.Bytes : default;
        switch (attribute.Name)
        {
            case AttributeName.ExceptionMessage:
                Message = text;
                _messageAttribute = attribute;
                return true;
            case AttributeName.ExceptionType:
                Type = text;
                _typeAttribute = attribute;
                return true;
            case AttributeName.ExceptionStacktrace:
                Stacktrace = text;
                _stacktraceAttribute = attribute;
                return true;
            case AttributeName.ExceptionEscaped:
                // Some SDKs send it as text.
                IsEscaped = value.IsTrue || text.SequenceEqual("true"u8) || text.SequenceEqual("True"u8);
                _escapedAttribute = attribute;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Keeps what was taken as labels.</summary>
    public readonly void SetLabels(EventBatchBuilder builder)
    {
        if (_messageAttribute is not null) builder.Set(_messageAttribute.Label, Utf8Text.Cut(Message));
        if (_typeAttribute is not null) builder.Set(_typeAttribute.Label, Utf8Text.Cut(Type));
        if (_stacktraceAttribute is not null) builder.Set(_stacktraceAttribute.Label, Utf8Text.Cut(Stacktrace));
        if (_escapedAttribute is not null) builder.Set(_escapedAttribute.Label, IsEscaped ? "true"u8 : "false"u8);
    }
}
