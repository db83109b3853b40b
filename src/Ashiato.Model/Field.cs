namespace Ashiato.Model;

/// <summary>A named, typed field of an event. Fields are equal when name and type are.</summary>
/// <remarks>Names and meanings: Elastic Common Schema, as Elastic APM uses it. The known ones stand in <see cref="Fields"/>.</remarks>
public sealed class Field : IEquatable<Field>
{
    internal const int NotInTable = -1;

    // Decoders look fields up for each value that they set.
    private readonly int _hash;

    internal Field(string name, FieldType type, int index, bool isList, bool isInDocument)
    {
        Name = name;
        Type = type;
        Index = index;
        IsList = isList;
        IsInDocument = isInDocument;
        Kind = KindOf(type);
        _hash = name.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The dotted name, such as <c>service.name</c>.</summary>
    public string Name { get; }

    /// <summary>The type of its values.</summary>
    public FieldType Type { get; }

    /// <summary>Position in <see cref="Fields.Known"/>, or −1 for a dynamic field (a label, a metric sample).</summary>
    public int Index { get; }

    /// <summary>True when documents always show a list, even of one value.</summary>
    public bool IsList { get; }

    /// <summary>False for fields that only help searching; their content stands elsewhere in the document.</summary>
    public bool IsInDocument { get; }

    /// <summary>How a column of this field keeps its values.</summary>
    public ColumnKind Kind { get; }

    /// <inheritdoc/>
    public bool Equals(Field? other) =>
        ReferenceEquals(this, other) || (other is not null && Type == other.Type && Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Field);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static ColumnKind KindOf(FieldType type) => type switch
    {
        FieldType.Id => ColumnKind.Id,
        FieldType.Double => ColumnKind.Double,
        FieldType.Long or FieldType.Timestamp or FieldType.Boolean => ColumnKind.Int64,
        _ => ColumnKind.String,
    };
}
