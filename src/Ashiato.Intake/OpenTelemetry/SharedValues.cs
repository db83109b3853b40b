using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Values of a span that its events have too. Used again for the next span.</summary>
internal sealed class SharedValues
{
    private readonly List<(Field Field, int Start, int Length, long Number, EventId Id)> _values = [];
    private readonly ByteBuffer _texts = new();

    public void Clear()
    {
        _values.Clear();
        _texts.Clear();
    }

    public void Add(Field field, ReadOnlySpan<byte> text)
    {
        _values.Add((field, _texts.Length, text.Length, 0, default));
        _texts.Add(text);
    }

    public void Add(Field field, long number) => _values.Add((field, 0, 0, number, default));

    public void Add(Field field, EventId id) => _values.Add((field, 0, 0, 0, id));

    /// <summary>Gives the row all of them.</summary>
    public void Set(EventBatchBuilder builder)
    {
        foreach (var value in _values)
        {
            if (value.Field.Kind == ColumnKind.Id) builder.Set(value.Field, value.Id);
            else if (value.Field.Kind == ColumnKind.Int64) builder.Set(value.Field, value.Number);
            else builder.Set(value.Field, _texts[value.Start..(value.Start + value.Length)]);
        }
    }
}
