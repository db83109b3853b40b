using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>Some of the rows of a row group, for writing them again without the others.</summary>
/// <param name="source">The row group.</param>
/// <param name="selected">Its rows, ascending.</param>
internal sealed class SelectedRows(RowGroup source, int[] selected) : RowGroup
{
    public override int RowCount => selected.Length;

    public override TimeRange Time => source.Time;

    public override IEnumerable<Field> Fields => source.Fields.Where(Has);

    public override long Sequence => source.Sequence;

    public override bool Has(Field field) => source.Has(field) && Read(field) is not null;

    public override Column? Read(Field field)
    {
        if (source.Read(field) is not { } column) return null;
        var (entries, rows) = EntriesOf(column);
        if (entries.Length == 0) return null;
        bool isDense = rows.Length == selected.Length && IsOnePerRow(rows);
        ReadOnlyMemory<int> numbers = isDense ? default : rows;
        return column switch
        {
            Int64Column from => new Int64Column(field, Array.ConvertAll(entries, entry => from.Values[entry]), numbers, isDense),
            DoubleColumn from => new DoubleColumn(field, Array.ConvertAll(entries, entry => from.Values[entry]), numbers, isDense),
            StringColumn from => new StringColumn(field, Array.ConvertAll(entries, entry => from.Codes[entry]), from.Pool, numbers, isDense),
            IdColumn from => new IdColumn(
                field, Array.ConvertAll(entries, entry => from.Values[entry]), Array.ConvertAll(entries, entry => from.Shapes[entry]), from.Texts, numbers, isDense),
            _ => throw new InvalidOperationException($"Column '{field}' is of no known kind."),
        };
    }

    private (int[] Entries, int[] Rows) EntriesOf(Column column)
    {
        var entries = new List<int>(selected.Length);
        var rows = new List<int>(selected.Length);
        var walk = new Execution.EntryWalk(column);
        for (int i = 0; i < selected.Length; i++)
        {
            int entry = walk.First(selected[i]);
            if (entry < 0) continue;
            for (int end = walk.End(selected[i], entry); entry < end; entry++)
            {
                entries.Add(entry);
                rows.Add(i);
            }
        }
        return ([.. entries], [.. rows]);
    }

    private static bool IsOnePerRow(int[] rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] != i) return false;
        return true;
    }
}
