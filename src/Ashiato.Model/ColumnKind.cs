namespace Ashiato.Model;

/// <summary>How a column of some <see cref="FieldType"/> keeps its values.</summary>
public enum ColumnKind
{
    /// <summary><see cref="Int64Column"/>.</summary>
    Int64,

    /// <summary><see cref="DoubleColumn"/>.</summary>
    Double,

    /// <summary><see cref="StringColumn"/>.</summary>
    String,

    /// <summary><see cref="IdColumn"/>.</summary>
    Id,
}
