namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>What stands in a text where its template has a mark. A mark is one byte, and for some kinds a second that says how long.</summary>
internal enum LiteralKind : byte
{
    /// <summary>A whole number of 1 to 18 digits without needless zeros.</summary>
    Number = 1,

    /// <summary>An even count of lower-case hex digits, 16 to 64; the second byte counts them.</summary>
    Hex = 2,

    /// <summary>A date and a time, <c>2026-05-17 12:00:00</c>; the second byte stands between the two. Kept as seconds since 0001-01-01.</summary>
    Moment = 3,

    /// <summary>Digits with zeros before them; the second byte counts them, at most 18.</summary>
    Padded = 4,

    /// <summary>A UUID in lower case, kept as 16 bytes.</summary>
    Uuid = 5,

    /// <summary>Any text.</summary>
    Text = 6,
}
