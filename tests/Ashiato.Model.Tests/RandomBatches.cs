using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Model.Tests;

/// <summary>Random rows over few fields of every kind.</summary>
internal static class RandomBatches
{
    private static readonly Field[] s_fields =
    [
        Fields.Timestamp, Fields.TransactionDurationUs, Fields.TransactionSampled, Fields.NumericLabel("n"), Fields.Sample("load"), Fields.ServiceName,
        Fields.Message, Fields.HostIp, Fields.ProcessArgs, Fields.TransactionCustom, Fields.HistogramSample("h"), Fields.TraceId, Fields.ChildId, Fields.Label("k"),
    ];

    private static readonly string[] s_texts = ["a", "b", "日本", "😀", "00000000000000aa", "0af7651916cd43dd8448eb211c80319c", "{}", "with \0 and \n"];

    /// <summary>A row: for each field some values, each of which fits every kind.</summary>
    public static Gen<(Field Field, (long Number, string Text)[] Values)[]> Row =>
        from of in Gen.SubListOf(s_fields)
        from values in (from number in Gen.OneOf(Gen.Choose(-3, 3).Select(static i => (long)i), ArbMap.Default.GeneratorFor<long>()) from text in Gen.Elements(s_texts) select (number, text))
            .NonEmptyListOf().Resize(3).ArrayOf(s_fields.Length)
        select of.Select((one, i) => (one, values[i].ToArray())).ToArray();

    public static Gen<(Field Field, (long Number, string Text)[] Values)[][]> Rows => Row.ArrayOf();

    public static EventBatch Build((Field Field, (long Number, string Text)[] Values)[][] rows) => Build(rows, new EventBatchBuilder());

    public static EventBatch Build((Field Field, (long Number, string Text)[] Values)[][] rows, EventBatchBuilder builder)
    {
        foreach (var row in rows)
        {
            foreach (var (one, values) in row) Set(builder, one, values);
            builder.EndRow();
        }
        return builder.Build();
    }

    /// <summary>What <see cref="EventRow"/> must say of a field.</summary>
    public static string[] Expected(Field one, (long Number, string Text)[] values) => one.Kind switch
    {
        ColumnKind.Int64 => [Invariant($"{values[0].Number}")],
        ColumnKind.Double => [Invariant($"{values[0].Number / 4.0:R}")],
        _ => [.. values.Select(static value => value.Text)],
    };

    public static string[] Actual(EventRow row, Field one) => one.Kind switch
    {
        _ when !row.Has(one) => [],
        ColumnKind.Int64 => [Invariant($"{row.Int64(one)}")],
        ColumnKind.Double => [Invariant($"{row.Number(one):R}")],
        _ => [.. row.Texts(one)],
    };

    private static void Set(EventBatchBuilder builder, Field one, (long Number, string Text)[] values)
    {
        switch (one.Kind)
        {
            case ColumnKind.Int64:
                builder.Set(one, values[0].Number);
                break;
            case ColumnKind.Double:
                builder.Set(one, values[0].Number / 4.0);
                break;
            default:
                foreach (var (_, text) in values) builder.Add(one, Encoding.UTF8.GetBytes(text));
                break;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
