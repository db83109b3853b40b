using System.Runtime.InteropServices;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>The words of SQL that are written in capitals, however the statement has them, so that only its shape counts.</summary>
internal static class SqlKeywords
{
    private const int MaxLength = 16;

    // A letter without the bit that tells its case; digits then are no letters, and _ stays itself.
    private const ulong Capitals = 0xDFDF_DFDF_DFDF_DFDF;

    private const string Words =
        "ADD ALL ALTER ANALYZE AND ANY ARRAY AS ASC BEGIN BETWEEN BY CALL CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT " +
        "DATABASE DATE DECLARE DEFAULT DELETE DESC DESCRIBE DISTINCT DO DROP DUAL DUPLICATE ELSE END ESCAPE EXCEPT EXEC EXECUTE EXISTS EXPLAIN FALSE FETCH FIRST FOR " +
        "FORCE FOREIGN FROM FULL FUNCTION GROUP HAVING IF IGNORE ILIKE IN INDEX INNER INSERT INTERSECT INTERVAL INTO IS ISOLATION JOIN KEY LAST LATERAL LEFT LEVEL LIKE " +
        "LIMIT LOCK LOCKED MERGE MINUS NATURAL NEXT NO NOT NOTHING NOWAIT NULL NULLS OF OFFSET ON ONLY OR ORDER OUTER OUTPUT OVER PARTITION PRAGMA PRIMARY PROCEDURE READ " +
        "RECURSIVE REFERENCES REGEXP RELEASE RENAME REPLACE RETURNING RIGHT ROLLBACK ROW ROWS SAVEPOINT SELECT SESSION SET SHARE SHOW SIMILAR SKIP SOME START TABLE THEN TO " +
        "TOP TRANSACTION TRUE TRUNCATE UNION UNIQUE UPDATE USE USING VACUUM VALUE VALUES VIEW WHEN WHERE WINDOW WITH WORK WRITE";

    // A power of two, and so many times as many as there are words that most other words meet a free place.
    private const int Places = 1_024;

    private static readonly (UInt128 Number, byte[]? Word)[] s_words = Place(Words.Split(' '));

    /// <summary>The word in capitals; empty when it is none of these.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > MaxLength) return default;
        var number = Number(word);
        for (int place = PlaceOf(number); s_words[place].Word is { } found; place = (place + 1) % Places)
            if (s_words[place].Number == number) return found;
        return default;
    }

    private static (UInt128, byte[]?)[] Place(string[] words)
    {
        var places = new (UInt128 Number, byte[]? Word)[Places];
        foreach (string word in words)
        {
            byte[] capitals = System.Text.Encoding.ASCII.GetBytes(word);
            var number = Number(capitals);
            int place = PlaceOf(number);
            while (places[place].Word is not null) place = (place + 1) % Places;
            places[place] = (number, capitals);
        }
        return places;
    }

    private static int PlaceOf(UInt128 number) =>
        (int)((((ulong)number * 0x9E3779B97F4A7C15) ^ ((ulong)(number >> 64) * 0xC2B2AE3D27D4EB4F)) >> 54);

    private static UInt128 Number(ReadOnlySpan<byte> word)
    {
        Span<byte> padded = stackalloc byte[MaxLength];
        padded.Clear();
        word.CopyTo(padded);
        var halves = MemoryMarshal.Cast<byte, ulong>(padded);
        return new UInt128(halves[1] & Capitals, halves[0] & Capitals);
    }
}
