namespace Ashiato.Model;

/// <summary>Events as columns: what goes down to a store, and what rows of a query come back as. Immutable.</summary>
/// <remarks>
/// The unit of durability, of the write-ahead log and of the wire between roles. Built by <see cref="EventBatchBuilder"/>,
/// written and read by <see cref="EventBatchFormat"/>.
/// </remarks>
public sealed class EventBatch
{
    private const byte Far = byte.MaxValue;

    private readonly Column[] _columns;

    // For each field of the table, one more than the place of its column. A byte each: what comes in small pieces makes many batches of few events.
    private readonly byte[] _placeOf;
    private EventDocument.Place[]? _places;

    /// <param name="id">The identity of the batch.</param>
    /// <param name="rowCount">How many events there are.</param>
    /// <param name="columns">At most one column a field.</param>
    public EventBatch(BatchId id, int rowCount, IEnumerable<Column> columns)
    {
        Id = id;
        RowCount = rowCount;
        _columns = [.. columns];
        _placeOf = new byte[Fields.Known.Count];
        for (int i = 0; i < _columns.Length; i++)
            if (_columns[i].Field.Index is >= 0 and var index) _placeOf[index] = (byte)Math.Min(i + 1, Far);
    }

    private EventBatch(BatchId id, EventBatch same) => (Id, RowCount, _columns, _placeOf, _places) = (id, same.RowCount, same._columns, same._placeOf, same._places);

    /// <summary>A batch without events.</summary>
    public static EventBatch Empty { get; } = new(default, 0, []);

    /// <summary>The identity of the batch.</summary>
    public BatchId Id { get; }

    /// <summary>How many events there are.</summary>
    public int RowCount { get; }

    /// <summary>The columns that have at least one value.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Where values stand in documents, in the order of documents: the same for all rows, hence found once.</summary>
    internal EventDocument.Place[] Places => _places ??= EventDocument.PlacesOf(_columns);

    /// <summary>One event.</summary>
    public EventRow this[int row] => new(this, row);

    /// <summary>All events, in order.</summary>
    public IEnumerable<EventRow> Rows
    {
        get
        {
            for (int row = 0; row < RowCount; row++) yield return this[row];
        }
    }

    /// <summary>The column of a field, or <see langword="null"/> when no event has a value in it.</summary>
    public Column? Find(Field field)
    {
        if (field.Index >= 0 && _placeOf[field.Index] is not Far and var place) return place == 0 ? null : _columns[place - 1];
        foreach (var column in _columns)
            if (column.Field.Equals(field)) return column;
        return null;
    }

    /// <summary>The same events under another identity.</summary>
    public EventBatch WithId(BatchId id) => new(id, this);
}
