namespace Ashiato.Model;

/// <summary>What a field's values are, and with it how its column keeps them.</summary>
public enum FieldType
{
    /// <summary>Short text that is compared as a whole. Kept as UTF-8 in the column's dictionary.</summary>
    Keyword,

    /// <summary>Text for people, also searched by its words. Kept like <see cref="Keyword"/>.</summary>
    Text,

    /// <summary>An IP address in its text form. Kept like <see cref="Keyword"/>.</summary>
    Ip,

    /// <summary>A JSON value that nobody searches, such as a stack trace. Kept like <see cref="Keyword"/>.</summary>
    Json,

    /// <summary>A histogram <c>{"values":[…],"counts":[…]}</c>. Kept like <see cref="Json"/>.</summary>
    Histogram,

    /// <summary>The identity of a trace, transaction, span or error: see <see cref="EventId"/>.</summary>
    Id,

    /// <summary>A whole number of 64 bits.</summary>
    Long,

    /// <summary>A moment in microseconds since the Unix epoch (UTC).</summary>
    Timestamp,

    /// <summary>True (1) or false (0), kept as a whole number.</summary>
    Boolean,

    /// <summary>A number of 64 bits, IEEE 754.</summary>
    Double,
}
