using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Counts the values of one field: how many rows have each, and how many marked ones.</summary>
internal sealed class ValueCounter(Field field, QueryBudget budget) : IDisposable
{
    // By the number of the value: of rows that are not marked, then of those that are.
    private long[] _counts = [];
    private KeyReader? _reader = KeyReader.Of(new GroupKey.Value(field), budget);

    /// <summary>Takes in rows.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="marks">For each of them 1 when it is marked, else 0.</param>
    /// <param name="codes">Room for a number a row.</param>
    public void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<byte> marks, Span<int> codes)
    {
        if (_reader is null || !group.Has(field)) return;
        _reader.Read(group, rows, codes);
        if (!HasRoom()) return;
        var counts = _counts;
        for (int i = 0; i < codes.Length; i++) counts[(codes[i] * 2) + marks[i]]++;
    }

    /// <summary>Takes in what was counted elsewhere.</summary>
    public void Merge(ValueCounter other)
    {
        if (other._reader is null) GiveUp();
        if (_reader is null) return;
        int[] known = _reader.Import(other._reader!);
        if (!HasRoom()) return;
        for (int at = 0; at < Math.Min(other._counts.Length, known.Length * 2); at++) _counts[(known[at / 2] * 2) + (at % 2)] += other._counts[at];
    }

    /// <summary>The values that most marked rows have.</summary>
    public ValuesOfField ToValues(int limit)
    {
        if (_reader is not { } reader) return new ValuesOfField(field, [], false);
        var first = new TopK<int>(limit, Comparer<int>.Create((x, y) => MarkedCount(y).CompareTo(MarkedCount(x)) is not 0 and var order ? order : reader.Compare(x, y)));
        int count = 0;
        for (int code = KeyReader.None + 1; code < reader.CodeCount; code++)
        {
            // A value may be known from rows that nobody asked about.
            if (EventCount(code) == 0) continue;
            first.Offer(code);
            count++;
        }
        return new ValuesOfField(field, Array.ConvertAll(first.ToArray(), code => new ValueCount(reader.KeyOf(code)!, EventCount(code), MarkedCount(code))), count <= limit);
    }

    /// <summary>Gives memory back; nothing may be asked afterwards.</summary>
    public void Dispose() => _reader?.Dispose();

    private void GiveUp()
    {
        _reader?.Dispose();
        (_reader, _counts) = (null, []);
    }

    private long EventCount(int code) => _counts[code * 2] + _counts[(code * 2) + 1];

    private long MarkedCount(int code) => _counts[(code * 2) + 1];

    /// <returns>False when there are so many values that none of them matters any more.</returns>
    private bool HasRoom()
    {
        int count = _reader!.CodeCount;
        if (count > ValueQuery.MostValues + 1)
        {
            GiveUp();
            return false;
        }
        if (_counts.Length < count * 2) Array.Resize(ref _counts, Math.Max(count * 2, _counts.Length * 2));
        return true;
    }
}
