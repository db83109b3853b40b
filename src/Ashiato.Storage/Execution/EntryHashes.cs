using Ashiato.Model;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Hashes of the values of a column. Each distinct text is hashed once.</summary>
internal readonly ref struct EntryHashes
{
    private readonly Column _column;
    private readonly ulong[] _ofTexts;

    public EntryHashes(Column column)
    {
        _column = column;
        var pool = column switch { StringColumn texts => texts.Pool, IdColumn ids => ids.Texts, _ => Utf8Pool.Empty };
        _ofTexts = pool.Count == 0 ? [] : new ulong[pool.Count];
        for (int code = 0; code < _ofTexts.Length; code++) _ofTexts[code] = StableHash.Of(pool[code]);
    }

    public ulong this[int entry] => _column switch
    {
        StringColumn texts => _ofTexts[texts.Codes[entry]],
        Int64Column numbers => StableHash.Of((ulong)numbers.Values[entry]),
        DoubleColumn numbers => StableHash.Of((ulong)BitConverter.DoubleToInt64Bits(numbers.Values[entry] + 0.0)),
        IdColumn ids when ids.Shapes[entry] == EventId.Form.Text => _ofTexts[(int)ids.Values[entry]],
        IdColumn ids => StableHash.Of(ids.Values[entry]) + (ulong)ids.Shapes[entry],
        _ => throw new InvalidOperationException($"Column '{_column.Field}' is of no known kind."),
    };
}
