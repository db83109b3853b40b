using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>The text of the newest event. Of several at the same moment, the greatest text: the answer must not depend on where they are kept.</summary>
internal sealed class LatestState(Field field, QueryBudget budget) : MeasureState
{
    private long[] _micros = [];
    private byte[]?[] _texts = [];
    private int[] _entries = []; // the newest entry of the row group being looked at, or −1

    public override IReadOnlyList<double?> Numbers(int group) => [null];

    public override string? Text(int group) => group < _texts.Length && _texts[group] is { } text ? Encoding.UTF8.GetString(text) : null;

    public override void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _micros, groupCount, long.MinValue);
        Ensure(ref _texts, groupCount, null);
        Ensure(ref _entries, groupCount, -1);
        if (group.Read(field) is not { } column) return;

        var touched = new List<int>();
        long[]? newest = (group as SummaryRowGroup)?.Table.Last;
        var moments = newest is null ? group.Read(Fields.Timestamp) as Int64Column : null;
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry < 0) continue;
            int at = groups[i];
            int moment = moments?.FirstEntry(rows[i]) ?? -1;
            long micros = newest is not null ? newest[rows[i]] : moment < 0 ? long.MinValue : moments!.Values[moment];
            if (micros < _micros[at]) continue;
            if (micros == _micros[at] && TextAt(column, entry).SequenceCompareTo(Best(column, at)) <= 0) continue;
            _micros[at] = micros;
            if (_entries[at] < 0) touched.Add(at);
            _entries[at] = entry;
        }
        foreach (int at in touched) Keep(column, at);
    }

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _micros, groupCount, long.MinValue);
        Ensure(ref _texts, groupCount, null);
        var added = (LatestState)other;
        for (int i = 0; i < Math.Min(added._texts.Length, groups.Length); i++)
        {
            if (added._texts[i] is not { } text) continue;
            ref byte[]? kept = ref _texts[groups[i]];
            ref long micros = ref _micros[groups[i]];
            bool isNewer = kept is null || added._micros[i] > micros || (added._micros[i] == micros && text.AsSpan().SequenceCompareTo(kept) > 0);
            if (isNewer) (kept, micros) = (text, added._micros[i]);
        }
    }

    private ReadOnlySpan<byte> Best(Column column, int at) => _entries[at] >= 0 ? TextAt(column, _entries[at]) : _texts[at];

    /// <summary>Copies what was found, so that the column need not stay in memory.</summary>
    private void Keep(Column column, int at)
    {
        var text = TextAt(column, _entries[at]);
        _entries[at] = -1;
        if (text.SequenceEqual(_texts[at])) return;
        budget.Take(Math.Max(0, text.Length - (_texts[at]?.Length ?? 0)));
        _texts[at] = text.ToArray();
    }

    private static ReadOnlySpan<byte> TextAt(Column column, int entry) => column switch
    {
        StringColumn texts => texts.Pool[texts.Codes[entry]],
        IdColumn ids => Encoding.UTF8.GetBytes(ids.IdAt(entry).ToString()),
        _ => default,
    };
}
