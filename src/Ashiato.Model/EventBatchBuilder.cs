namespace Ashiato.Model;

/// <summary>Builds a batch without an object per event: set fields, then end the row. Not thread-safe.</summary>
/// <remarks>After a batch is built the builder is empty and can be used again; codes from before no longer count.</remarks>
/// <param name="keepsArrays">
/// True for a builder that lives on: the next batches are built in the arrays that those before were built in, instead of in others that grow.
/// </param>
public sealed class EventBatchBuilder(bool keepsArrays = false)
{
    // Batches of several senders take turns. Senders choose names of fields that are not in the table, so those rest for one batch only.
    private const int MostRests = 16;

    private readonly ColumnBuilder?[] _known = new ColumnBuilder?[Fields.Known.Count];
    private readonly Dictionary<Field, ColumnBuilder> _dynamic = [];
    private readonly List<ColumnBuilder> _columns = [];
    private readonly List<ColumnBuilder> _resting = []; // Those of the batches before, in use again or not.
    private readonly BatchArrays _arrays = new();
    private ColumnBuilder? _lastDynamic;

    /// <summary>Rows that were ended.</summary>
    public int RowCount { get; private set; }

    /// <summary>Fields that were met since the last batch. Each costs memory of its own, whatever its values.</summary>
    public int FieldCount => _columns.Count;

    /// <summary>Sets a whole number, a moment (microseconds) or a truth value (0 or 1). Replaces what the row has in the field.</summary>
    public void Set(Field field, long value)
    {
        var column = Cleared(field, ColumnKind.Int64);
        column.Add(RowCount, value);
    }

    /// <summary>Sets a truth value. Replaces what the row has in the field.</summary>
    public void Set(Field field, bool value) => Set(field, value ? 1L : 0L);

    /// <summary>Sets a number. Replaces what the row has in the field.</summary>
    public void Set(Field field, double value)
    {
        if (field.Kind == ColumnKind.Int64)
        {
            Set(field, (long)value);
            return;
        }
        Cleared(field, ColumnKind.Double).Add(RowCount, value);
    }

    /// <summary>Sets a text or an id from its text form. An empty text removes the value. Replaces what the row has in the field.</summary>
    public void Set(Field field, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || field.Kind != ColumnKind.String)
        {
            Clear(field);
            Add(field, utf8);
            return;
        }
        SetAsSent(field, utf8);
    }

    /// <summary>Sets a text of a string field, be it empty: for what a sender says by saying nothing. Replaces what the row has in the field.</summary>
    public void SetAsSent(Field field, ReadOnlySpan<byte> utf8)
    {
        var column = Cleared(field, ColumnKind.String);
        column.AddCode(RowCount, column.Texts.Intern(utf8));
    }

    /// <summary>Adds a text, be it empty, to those that the row has in a string field.</summary>
    public void AddAsSent(Field field, ReadOnlySpan<byte> utf8) => AddCode(field, CodeOf(field, utf8));

    /// <summary>Sets a text or an id from its text form. An empty text removes the value. Replaces what the row has in the field.</summary>
    public void Set(Field field, string text)
    {
        if (field.Kind == ColumnKind.Id) Set(field, EventId.Parse(text));
        else Set(field, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Sets an id; none removes the value. Replaces what the row has in the field.</summary>
    public void Set(Field field, EventId id)
    {
        Clear(field);
        Add(field, id);
    }

    /// <summary>Sets a text by the number that <see cref="CodeOf"/> gave. Replaces what the row has in the field.</summary>
    public void SetCode(Field field, int code) => Cleared(field, ColumnKind.String).AddCode(RowCount, code);

    /// <summary>Adds a text by the number that <see cref="CodeOf"/> gave to those that the row has in the field.</summary>
    public void AddCode(Field field, int code)
    {
        Require(field, ColumnKind.String);
        ColumnOf(field).AddCode(RowCount, code);
    }

    /// <summary>Adds a text, or an id from its text form, to those that the row has in the field. An empty text adds nothing.</summary>
    public void Add(Field field, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return;
        if (field.Kind == ColumnKind.String)
        {
            var column = ColumnOf(field);
            column.AddCode(RowCount, column.Texts.Intern(utf8));
            return;
        }
        Require(field, ColumnKind.Id);
        var ids = ColumnOf(field);
        if (EventId.TryParseHex(utf8, out var value, out var shape)) ids.Add(RowCount, value, shape);
        else ids.Add(RowCount, (UInt128)ids.Texts.Intern(utf8), EventId.Form.Text);
    }

    /// <summary>Adds a number to those that the row has in the field.</summary>
    public void Add(Field field, double value)
    {
        Require(field, ColumnKind.Double);
        ColumnOf(field).Add(RowCount, value);
    }

    /// <summary>Adds an id to those that the row has in the field. None adds nothing.</summary>
    public void Add(Field field, EventId id)
    {
        Require(field, ColumnKind.Id);
        if (id.IsNone) return;
        if (id.Shape == EventId.Form.Text) Add(field, System.Text.Encoding.UTF8.GetBytes(id.ToString()));
        else ColumnOf(field).Add(RowCount, id.Value, id.Shape);
    }

    /// <summary>The number of a text in a string field of this batch, for texts that many rows share.</summary>
    public int CodeOf(Field field, ReadOnlySpan<byte> utf8)
    {
        Require(field, ColumnKind.String);
        return ColumnOf(field).Texts.Intern(utf8);
    }

    /// <summary>Gives a text, by the number that <see cref="CodeOf"/> gave, to every row that was ended since some row.</summary>
    /// <param name="field">A string field that none of these rows, and no later one, has a value in.</param>
    /// <param name="code">The number of the text.</param>
    /// <param name="fromRow">The first of the rows.</param>
    public void FillCode(Field field, int code, int fromRow)
    {
        Require(field, ColumnKind.String);
        ColumnOf(field).FillCodes(fromRow, RowCount, code);
    }

    /// <summary>Gives a text, by the number that <see cref="CodeOf"/> gave, to every row that was ended and has no value in a string field.</summary>
    public void FillMissing(Field field, int code)
    {
        Require(field, ColumnKind.String);
        ColumnOf(field).FillMissing(RowCount, code);
    }

    /// <summary>True when the row being built has a value in the field.</summary>
    public bool Has(Field field) => Existing(field)?.HasRow(RowCount) == true;

    /// <summary>Removes what the row being built has in the field.</summary>
    public void Clear(Field field) => Existing(field)?.Drop(RowCount);

    /// <summary>Ends the row: the event is part of the batch.</summary>
    public void EndRow() => RowCount++;

    /// <summary>Forgets the row being built: the event was wrong.</summary>
    public void DropRow()
    {
        foreach (var column in _columns) column.Drop(RowCount);
    }

    /// <summary>Appends rows of another batch, in the order given.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="rows">Row numbers in it; any order, repeats allowed.</param>
    public void Append(EventBatch source, ReadOnlySpan<int> rows) => Append(source.Columns, rows);

    /// <summary>Appends all rows of another batch.</summary>
    public void Append(EventBatch source)
    {
        DropRow();
        foreach (var column in source.Columns) ColumnOf(column.Field).Append(column, RowCount);
        RowCount += source.RowCount;
    }

    /// <summary>Appends rows of a set of columns, in the order given. Columns that are left out leave no value.</summary>
    /// <param name="columns">Columns over the same rows.</param>
    /// <param name="rows">Row numbers; any order, repeats allowed.</param>
    public void Append(IEnumerable<Column> columns, ReadOnlySpan<int> rows)
    {
        DropRow();
        foreach (var column in columns) AppendColumn(column, rows);
        RowCount += rows.Length;
    }

    /// <summary>The batch, under a new identity. The builder is empty afterwards.</summary>
    public EventBatch Build() => Build(BatchId.New());

    /// <summary>The batch. The builder is empty afterwards.</summary>
    public EventBatch Build(BatchId id)
    {
        DropRow();
        var batch = new EventBatch(id, RowCount, ToColumns());
        EndColumns();
        RowCount = 0;
        return batch;
    }

    /// <summary>Gives back what is kept for the next batches.</summary>
    public void Release()
    {
        foreach (var column in _resting) Forget(column);
        _resting.Clear();
    }

    private Column[] ToColumns()
    {
        int count = 0;
        foreach (var column in _columns)
        {
            if (column.Count == 0) continue;
            column.Announce(RowCount, _arrays);
            count++;
        }
        var columns = new Column[count];
        foreach (var column in _columns)
            if (column.Count > 0) columns[^count--] = column.ToColumn(_arrays);
        _arrays.End();
        return columns;
    }

    /// <summary>The columns of this batch rest for the next ones; those that have rested for long are forgotten. A batch of nothing wakes none.</summary>
    private void EndColumns()
    {
        if (_columns.Count == 0) return;
        _resting.RemoveAll(column => column.IsInUse || HasRested(column));
        foreach (var column in _columns)
        {
            column.IsInUse = false;
            column.Reset();
            if (keepsArrays && column.IsSmall) _resting.Add(column);
            else Forget(column);
        }
        _columns.Clear();
    }

    private bool HasRested(ColumnBuilder column)
    {
        if (++column.Rests < (column.Field.Index >= 0 ? MostRests : 1)) return false;
        Forget(column);
        return true;
    }

    private void Forget(ColumnBuilder column)
    {
        column.Release();
        if (column.Field.Index >= 0) _known[column.Field.Index] = null;
        else _dynamic.Remove(column.Field);
        if (_lastDynamic == column) _lastDynamic = null;
    }

    private void AppendColumn(Column source, ReadOnlySpan<int> rows)
    {
        var target = ColumnOf(source.Field);
        var recode = new CodeMap(source, target);
        using var entries = new EntryIndex(source, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = entries.First(rows[i]);
            if (entry < 0) continue;
            do
            {
                AppendEntry(source, entry, target, RowCount + i, ref recode);
                entry++;
            }
            while (!source.IsDense && entry < source.EntryCount && source.Rows[entry] == rows[i]);
        }
    }

    private static void AppendEntry(Column source, int entry, ColumnBuilder target, int row, ref CodeMap recode)
    {
        switch (source)
        {
            case Int64Column numbers:
                target.Add(row, numbers.Values[entry]);
                break;
            case DoubleColumn numbers:
                target.Add(row, numbers.Values[entry]);
                break;
            case StringColumn texts:
                target.AddCode(row, recode[texts.Codes[entry]]);
                break;
            case IdColumn ids:
                var shape = ids.Shapes[entry];
                var value = shape == EventId.Form.Text ? (UInt128)recode[(int)ids.Values[entry]] : ids.Values[entry];
                target.Add(row, value, shape);
                break;
            default:
                throw new ArgumentException($"Column '{source.Field}' is of no known kind.", nameof(source));
        }
    }

    private ColumnBuilder Cleared(Field field, ColumnKind kind)
    {
        Require(field, kind);
        var column = ColumnOf(field);
        column.Drop(RowCount);
        return column;
    }

    private static void Require(Field field, ColumnKind kind)
    {
        if (field.Kind != kind) throw new ArgumentException($"Field '{field}' is {field.Type} and cannot hold {kind} values.", nameof(field));
    }

    private ColumnBuilder? Existing(Field field) => Any(field) is { IsInUse: true } column ? column : null;

    private ColumnBuilder? Any(Field field) => field.Index >= 0 ? _known[field.Index] : Dynamic(field);

    /// <summary>The column of a field that is not in the table. Senders name theirs in the same order each time.</summary>
    private ColumnBuilder? Dynamic(Field field)
    {
        var last = _lastDynamic;
        if (last is not null)
        {
            if (ReferenceEquals(last.Field, field)) return last;
            if (last.UsuallyNext is { IsForgotten: false } next && ReferenceEquals(next.Field, field)) return _lastDynamic = next;
        }
        if (!_dynamic.TryGetValue(field, out var column)) return null;
        if (last is not null) last.UsuallyNext = column;
        return _lastDynamic = column;
    }

    private ColumnBuilder ColumnOf(Field field)
    {
        var column = Any(field);
        return column is { IsInUse: true } ? column : Use(field, column);
    }

    private ColumnBuilder Use(Field field, ColumnBuilder? resting)
    {
        var column = resting ?? new ColumnBuilder(field);
        column.IsInUse = true;
        column.Rests = 0;
        _columns.Add(column);
        if (resting is not null) return column;
        if (field.Index >= 0) _known[field.Index] = column;
        else _dynamic.Add(field, column);
        return column;
    }

    /// <summary>Numbers of texts in a source column, translated to those of the target when first met.</summary>
    private readonly struct CodeMap
    {
        private readonly Utf8Pool _from;
        private readonly ColumnBuilder _to;
        private readonly int[] _codes; // code + 1; 0 is not met yet

        public CodeMap(Column source, ColumnBuilder target)
        {
            _from = source switch { StringColumn texts => texts.Pool, IdColumn ids => ids.Texts, _ => Utf8Pool.Empty };
            _to = target;
            _codes = _from.Count == 0 ? [] : new int[_from.Count];
        }

        public int this[int code]
        {
            get
            {
                if (_codes[code] == 0) _codes[code] = _to.Texts.Intern(_from[code]) + 1;
                return _codes[code] - 1;
            }
        }
    }
}
