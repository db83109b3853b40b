using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>Keys that are texts. Each distinct text of a row group is looked up once.</summary>
internal sealed class TextKeyReader(Field field, QueryBudget budget) : KeyReader
{
    private readonly Dictionary<byte[], int> _codes = new(Utf8Comparer.Instance);
    private readonly List<byte[]> _texts = [];
    private int[] _entries = [];

    public override int CodeCount => _texts.Count + 1;

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (group.Read(field) is not StringColumn column)
        {
            codes.Clear();
            return;
        }
        var known = new int[column.Pool.Count];
        var local = column.Codes;
        var entries = RowEntries.Of(column, group.RowCount, rows, ref _entries);
        bool areAligned = entries.AreAligned;
        for (int i = 0; i < codes.Length; i++)
        {
            int entry = areAligned ? i : entries[i];
            codes[i] = entry < 0 ? None : CodeOf(column.Pool, local[entry], ref known[local[entry]]);
        }
    }

    /// <summary>All texts: the one with number <i>n</i> at <i>n</i> − 1.</summary>
    public IReadOnlyList<byte[]> Texts => _texts;

    protected override int Import(KeyReader other, int at) => CodeOf(((TextKeyReader)other)._texts[at]);

    protected override object ValueOf(int at) => Encoding.UTF8.GetString(_texts[at]);

    protected override int CompareValues(int x, int y) => _texts[x].AsSpan().SequenceCompareTo(_texts[y]);

    private int CodeOf(Utf8Pool pool, int local, ref int known)
    {
        if (known == None) known = CodeOf(pool[local]);
        return known;
    }

    private int CodeOf(ReadOnlySpan<byte> text)
    {
        var lookup = _codes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(text, out int code)) return code;
        budget.Take(text.Length + 64);
        byte[] copy = text.ToArray();
        _texts.Add(copy);
        _codes.Add(copy, _texts.Count);
        return _texts.Count;
    }
}

/// <summary>Keys that are identities.</summary>
internal sealed class IdKeyReader(Field field, QueryBudget budget) : KeyReader
{
    private readonly Dictionary<EventId, int> _codes = [];
    private readonly List<EventId> _ids = [];

    public override int CodeCount => _ids.Count + 1;

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (group.Read(field) is not IdColumn column)
        {
            codes.Clear();
            return;
        }
        var entries = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = entries.First(rows[i]);
            codes[i] = entry < 0 ? None : CodeOf(column.IdAt(entry));
        }
    }

    protected override int Import(KeyReader other, int at) => CodeOf(((IdKeyReader)other)._ids[at]);

    protected override object ValueOf(int at) => _ids[at].ToString();

    protected override int CompareValues(int x, int y)
    {
        var (a, b) = (_ids[x], _ids[y]);
        // Of one form, numbers order as their hex digits do.
        if (a.Shape == b.Shape && a.Shape != EventId.Form.Text) return a.Value.CompareTo(b.Value);
        return Encoding.UTF8.GetBytes(a.ToString()).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.ToString()));
    }

    private int CodeOf(EventId id)
    {
        if (_codes.TryGetValue(id, out int code)) return code;
        budget.Take(128);
        _ids.Add(id);
        _codes.Add(id, _ids.Count);
        return _ids.Count;
    }
}
