namespace Ashiato.Model;

/// <summary>One event of a batch, read field by field.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Row">The event's position in it.</param>
public readonly record struct EventRow(EventBatch Batch, int Row)
{
    /// <summary>True when the event has a value in the field.</summary>
    public bool Has(Field field) => Batch.Find(field)?.FirstEntry(Row) >= 0;

    /// <summary>The first text of a field, an id in its text form; <see langword="null"/> when it has none.</summary>
    public string? Text(Field field)
    {
        var column = Batch.Find(field);
        int entry = column?.FirstEntry(Row) ?? -1;
        return entry < 0 ? null : column switch
        {
            StringColumn texts => texts.Pool.GetString(texts.Codes[entry]),
            IdColumn ids => ids.IdAt(entry).ToString(),
            _ => null,
        };
    }

    /// <summary>All texts of a field; empty when it has none.</summary>
    public IReadOnlyList<string> Texts(Field field)
    {
        var column = Batch.Find(field);
        if (column is null) return [];
        int first = column.FirstEntry(Row);
        if (first < 0) return [];
        var texts = new string[column.CountOf(Row)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = column switch
            {
                StringColumn strings => strings.Pool.GetString(strings.Codes[first + i]),
                IdColumn ids => ids.IdAt(first + i).ToString(),
                _ => throw new ArgumentException($"Field '{field}' does not hold texts.", nameof(field)),
            };
        }
        return texts;
    }

    /// <summary>The UTF-8 of the first text of a field; empty when it has none.</summary>
    public ReadOnlySpan<byte> Utf8(Field field)
    {
        if (Batch.Find(field) is not StringColumn column) return default;
        int entry = column.FirstEntry(Row);
        return entry < 0 ? default : column.Pool[column.Codes[entry]];
    }

    /// <summary>The identity in a field; none when it has none.</summary>
    public EventId Id(Field field)
    {
        if (Batch.Find(field) is not IdColumn column) return default;
        int entry = column.FirstEntry(Row);
        return entry < 0 ? default : column.IdAt(entry);
    }

    /// <summary>The whole number, moment or truth value of a field.</summary>
    public long? Int64(Field field)
    {
        if (Batch.Find(field) is not Int64Column column) return null;
        int entry = column.FirstEntry(Row);
        return entry < 0 ? null : column.Values[entry];
    }

    /// <summary>The number in a field, whole or not.</summary>
    public double? Number(Field field)
    {
        if (Batch.Find(field) is not DoubleColumn column) return Int64(field);
        int entry = column.FirstEntry(Row);
        return entry < 0 ? null : column.Values[entry];
    }

    /// <summary>The truth value of a field.</summary>
    public bool? Boolean(Field field) => Int64(field) is { } value ? value != 0 : null;

    /// <summary><c>@timestamp</c> in microseconds since the Unix epoch (UTC); 0 when there is none.</summary>
    public long TimestampMicros => Int64(Fields.Timestamp) ?? 0;
}
