using System.Text;
using Ashiato.Intake.Aggregation;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>One field that every event of a stream has unless it says otherwise.</summary>
internal sealed class Inherited
{
    private readonly byte[][] _texts = [];
    private readonly int[] _codes = [];
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
                _codes = new int[_texts.Length];
                break;
        }
    }

    /// <summary>One text that every event has.</summary>
    public Inherited(Field field, byte[] text)
    {
        Field = field;
        _texts = [text];
        _codes = new int[1];
    }

    public Field Field { get; }

    public bool IsUser { get; }

    public bool IsVersion { get; }

    public bool IsLabel { get; }

    public void Number(EventBatchBuilder builder)
    {
        for (int i = 0; i < _texts.Length; i++) _codes[i] = builder.CodeOf(Field, _texts[i]);
    }

    /// <summary>True for one text in a field of the table, which can be given to many rows at one time.</summary>
    public bool IsOneText => Field is { Kind: ColumnKind.String, Index: >= 0 } && _codes.Length == 1;

    /// <summary>Sets it in all rows that were ended since some row. None of them may have a value in the field.</summary>
    public void Fill(EventBatchBuilder builder, int fromRow) => builder.FillCode(Field, _codes[0], fromRow);

    /// <summary>Sets it in all rows that were ended and have no value in the field.</summary>
    public void FillMissing(EventBatchBuilder builder) => builder.FillMissing(Field, _codes[0]);

    public void Set(EventBatchBuilder builder)
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
                foreach (int code in _codes) builder.AddCode(Field, code);
                break;
        }
    }
}
