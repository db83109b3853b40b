namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>How a block keeps the values of a column: its first byte.</summary>
internal enum ColumnForm : byte
{
    /// <summary>A chunk in the form of <see cref="Ashiato.Model.EventBatchFormat.WriteColumn"/>: for what no other form fits, such as lists.</summary>
    Plain = 0,

    /// <summary>Numbers of texts in the field's dictionary.</summary>
    Codes = 1,

    /// <summary>Whole numbers.</summary>
    Numbers = 2,

    /// <summary>Numbers with up to six decimals: a byte says how many, then the numbers without the point.</summary>
    Decimals = 3,

    /// <summary>Numbers with fractions: a chunk with 8 bytes each.</summary>
    Doubles = 4,

    /// <summary>Moments, as distances to the row before of the same trace, or to the first row of the trace before.</summary>
    Moments = 5,

    /// <summary>Ids of 8 bytes.</summary>
    Ids8 = 6,

    /// <summary>Ids of 16 bytes.</summary>
    Ids16 = 7,

    /// <summary>Ids of 8 bytes that mostly are those of other rows: see <see cref="IdReferences"/>.</summary>
    References = 8,

    /// <summary>Texts as templates: see <see cref="TemplateTexts"/>.</summary>
    Templates = 9,

    /// <summary>Texts as they are.</summary>
    Texts = 10,

    /// <summary>Texts that are part of another field's text in the same row.</summary>
    Parts = 11,

    /// <summary>Values that follow from another field's code or template; those of rows without it as numbers.</summary>
    Determined = 12,
}
