using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>Keys that are texts. Each distinct text of a row group is looked up once.</summary>
internal sealed class TextKeyReader(Field field, QueryBudget budget) : KeyReader
{
    // Its end, its hash, and a slot or two; arrays grow by doubling.
    private const int BytesPerText = 64;

    private const int MaxKept = 1 << 18;

    // The number of each text of a row group, while its rows are read; nothing but None between.
    [ThreadStatic]
    private static int[]? s_known;

    private readonly Utf8Interner _texts = new();
    private int[] _entries = [];

    public override int CodeCount => _texts.Count + 1;

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (group.Read(field) is not StringColumn column)
        {
            codes.Clear();
            return;
        }
        // Taken away while it is used: whoever fails leaves no numbers behind.
        int[]? known = s_known;
        s_known = null;
        if (known is null || known.Length < column.Pool.Count) known = new int[column.Pool.Count];
        var local = column.Codes;
        var entries = RowEntries.Of(column, group.RowCount, rows, ref _entries);
        bool areAligned = entries.AreAligned;
        for (int i = 0; i < codes.Length; i++)
        {
            int entry = areAligned ? i : entries[i];
            codes[i] = entry < 0 ? None : CodeOf(column.Pool, local[entry], ref known[local[entry]]);
        }
        // Few rows of a large dictionary are the rule where a segment shares it.
        for (int i = 0; i < codes.Length; i++)
            if (codes[i] != None) known[local[areAligned ? i : entries[i]]] = None;
        if (known.Length <= MaxKept) s_known = known;
    }

    /// <summary>All texts: the one with number <i>n</i> at <i>n</i> − 1.</summary>
    public Utf8Pool ToPool() => _texts.ToPool();

    public override void Dispose()
    {
        _texts.Dispose();
        base.Dispose();
    }

    protected override int Import(KeyReader other, int at) => CodeOf(((TextKeyReader)other)._texts.TextAt(at));

    protected override object ValueOf(int at) => Encoding.UTF8.GetString(_texts.TextAt(at));

    protected override int CompareValues(int x, int y) => _texts.TextAt(x).SequenceCompareTo(_texts.TextAt(y));

    private int CodeOf(Utf8Pool pool, int local, ref int known)
    {
        if (known == None) known = CodeOf(pool[local]);
        return known;
    }

    private int CodeOf(ReadOnlySpan<byte> text)
    {
        int before = _texts.Count;
        int code = _texts.Intern(text) + 1;
        if (_texts.Count > before) budget.Take(text.Length + BytesPerText);
        return code;
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
