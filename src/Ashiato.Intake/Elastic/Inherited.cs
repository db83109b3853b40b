using System.Text;
using Ashiato.Intake.Aggregation;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>One field that every event of a stream has unless it says otherwise. Immutable.</summary>
internal sealed class Inherited
{
    private readonly byte[][] _texts = [];
    private readonly long _whole;
    private readonly double _number;

    public Inherited(EventRow row, Field field)
    {
        Field = field;
        IsUser = field == Fields.UserId || field == Fields.UserName || field == Fields.UserEmail || field == Fields.UserDomain;
        IsVersion = field == Fields.ServiceVersion;
        IsLabel = GlobalLabels.IsLabel(field);
        switch (field.Kind)
        {
            case ColumnKind.Int64:
                _whole = row.Int64(field)!.Value;
                break;
            case ColumnKind.Double:
                _number = row.Number(field)!.Value;
                break;
            default:
                _texts = [.. row.Texts(field).Select(Encoding.UTF8.GetBytes)];
                break;
        }
    }

    /// <summary>One text that every event has.</summary>
    public Inherited(Field field, byte[] text)
    {
        Field = field;
        _texts = [text];
    }

    public Field Field { get; }

    public bool IsUser { get; }

    public bool IsVersion { get; }

    public bool IsLabel { get; }

    /// <summary>How many numbers <see cref="Number"/> gives.</summary>
    public int TextCount => _texts.Length;

    /// <summary>True for one text in a field of the table, which can be given to many rows at one time.</summary>
    public bool IsOneText => Field is { Kind: ColumnKind.String, Index: >= 0 } && _texts.Length == 1;

    /// <summary>Numbers its texts in a batch.</summary>
    /// <param name="builder">The batch.</param>
    /// <param name="codes">Where the numbers go.</param>
    public void Number(EventBatchBuilder builder, Span<int> codes)
    {
        for (int i = 0; i < codes.Length; i++) codes[i] = builder.CodeOf(Field, _texts[i]);
    }

    /// <summary>Adds it to the row being built.</summary>
    /// <param name="builder">The batch.</param>
    /// <param name="codes">What <see cref="Number"/> gave for this batch.</param>
    public void Set(EventBatchBuilder builder, ReadOnlySpan<int> codes)
    {
        switch (Field.Kind)
        {
            case ColumnKind.Int64:
                builder.Set(Field, _whole);
                break;
            case ColumnKind.Double:
                builder.Set(Field, _number);
                break;
            default:
                foreach (int code in codes) builder.AddCode(Field, code);
                break;
        }
    }
}
