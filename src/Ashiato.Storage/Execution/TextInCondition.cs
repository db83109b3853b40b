using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A text or id is one of several.</summary>
internal sealed class TextInCondition : TextCondition
{
    // A longer list is hardly asked for twice, and would be kept with every answer.
    private const int MostKeyLength = 1_000;

    private readonly string[] _values;
    private readonly object? _key;
    private readonly HashSet<byte[]> _texts;
    private readonly EventId[] _ids;

    public TextInCondition(Field field, IReadOnlyList<string> values) : base(field)
    {
        _values = [.. values];
        _key = KeyOf(field, values);
        _texts = new HashSet<byte[]>(values.Select(Encoding.UTF8.GetBytes), Utf8Comparer.Instance);
        _ids = field.Kind == ColumnKind.Id ? [.. values.Select(EventId.Parse).Where(static id => !id.IsNone).Distinct()] : [];
    }

    protected override object? Key => _key;

    // A trace's rows often come from an index, and are few.
    public override int Cost => Field.Equals(Fields.TraceId) ? 0 : 1;

    public override Outlook Foresee(RowGroup group)
    {
        if (Field.Equals(Fields.TraceId)) return Array.Exists(_ids, group.MayHaveTrace) && group.Has(Field) ? Outlook.Some : Outlook.None;
        if (!group.Has(Field)) return Outlook.None;
        foreach (string value in _values)
        {
            if (group.AllHave(Field, value)) return Outlook.All;
            if (group.MayHave(Field, value)) return Outlook.Some;
        }
        return Outlook.None;
    }

    protected override RowSet Find(RowGroup group) => RowsFromIndex(group) ?? base.Find(group);

    protected override bool Judge(Utf8Pool pool, Span<bool> verdicts)
    {
        if (_texts.Count == 1)
        {
            int code = pool.IndexOf(_texts.First());
            if (code >= 0) verdicts[code] = true;
            return code >= 0;
        }
        bool any = false;
        var lookup = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (int code = 0; code < verdicts.Length; code++)
            any |= verdicts[code] = lookup.Contains(pool[code]);
        return any;
    }

    protected override RowSet MatchIds(IdColumn ids, RowGroup group)
    {
        var wanted = new HashSet<(UInt128 Value, EventId.Form Shape)>();
        foreach (var id in _ids)
        {
            if (id.Shape != EventId.Form.Text)
            {
                wanted.Add((id.Value, id.Shape));
                continue;
            }
            int code = ids.Texts.IndexOf(Encoding.UTF8.GetBytes(id.ToString()));
            if (code >= 0) wanted.Add(((UInt128)code, EventId.Form.Text));
        }
        return wanted.Count switch
        {
            0 => RowSet.None(group.RowCount),
            1 => Collect(ids, group.RowCount, new OneIdTest(ids.Values, ids.Shapes, wanted.First())),
            _ => Collect(ids, group.RowCount, new ManyIdsTest(ids.Values, ids.Shapes, wanted)),
        };
    }

    private static object? KeyOf(Field field, IReadOnlyList<string> values)
    {
        if (field.Kind != ColumnKind.String || values.Sum(static value => value.Length + 1) > MostKeyLength) return null;
        // No text holds the character 0 but one that is made to, and that one is not remembered.
        if (values.Count == 1) return (field, values[0]);
        return values.Any(static value => value.Contains('\0', StringComparison.Ordinal)) ? null : (field, values.Count, string.Join('\0', values));
    }

    private RowSet? RowsFromIndex(RowGroup group)
    {
        if (!Field.Equals(Fields.TraceId)) return null;
        var set = RowSet.None(group.RowCount);
        foreach (var id in _ids)
        {
            if (group.RowsOfTrace(id) is not { } rows) return null;
            foreach (int row in rows) set.Add(row);
        }
        return set;
    }

    private readonly ref struct OneIdTest(ReadOnlySpan<UInt128> values, ReadOnlySpan<EventId.Form> shapes, (UInt128 Value, EventId.Form Shape) wanted) : IEntryTest
    {
        private readonly ReadOnlySpan<UInt128> _values = values;
        private readonly ReadOnlySpan<EventId.Form> _shapes = shapes;

        public bool Passes(int entry) => _values[entry] == wanted.Value && _shapes[entry] == wanted.Shape;
    }

    private readonly ref struct ManyIdsTest(ReadOnlySpan<UInt128> values, ReadOnlySpan<EventId.Form> shapes, HashSet<(UInt128 Value, EventId.Form Shape)> wanted) : IEntryTest
    {
        private readonly ReadOnlySpan<UInt128> _values = values;
        private readonly ReadOnlySpan<EventId.Form> _shapes = shapes;

        public bool Passes(int entry) => wanted.Contains((_values[entry], _shapes[entry]));
    }
}
