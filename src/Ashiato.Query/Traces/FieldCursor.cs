using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>Reads one field of row after row, in ascending order, without searching for each.</summary>
internal struct FieldCursor(EventBatch batch, Field field)
{
    private readonly Column? _column = batch.Find(field);
    private int _entry;

    public string? Text(int row) => Seek(row) ? _column switch
    {
        StringColumn texts => texts.Pool.GetString(texts.Codes[_entry]),
        IdColumn ids => ids.IdAt(_entry).ToString(),
        _ => null,
    } : null;

    public ReadOnlySpan<byte> Utf8(int row) => Seek(row) && _column is StringColumn texts ? texts.Pool[texts.Codes[_entry]] : default;

    public EventId Id(int row) => Seek(row) && _column is IdColumn ids ? ids.IdAt(_entry) : default;

    public long? Int64(int row) => Seek(row) && _column is Int64Column numbers ? numbers.Values[_entry] : null;

    /// <summary>All ids of the row.</summary>
    public IReadOnlyList<EventId> Ids(int row)
    {
        if (!Seek(row) || _column is not IdColumn ids) return [];
        var all = new EventId[ids.CountOf(row)];
        for (int i = 0; i < all.Length; i++) all[i] = ids.IdAt(_entry + i);
        return all;
    }

    /// <summary>Moves to the first entry of the row.</summary>
    /// <returns><see langword="false"/> when the row has no value.</returns>
    private bool Seek(int row)
    {
        if (_column is null) return false;
        if (_column.IsDense)
        {
            _entry = row;
            return true;
        }
        var rows = _column.Rows;
        while (_entry < rows.Length && rows[_entry] < row) _entry++;
        return _entry < rows.Length && rows[_entry] == row;
    }
}
