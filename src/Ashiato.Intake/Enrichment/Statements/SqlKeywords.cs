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

    private static readonly Dictionary<UInt128, byte[]> s_words = Words.Split(' ')
        .Select(static word => System.Text.Encoding.ASCII.GetBytes(word))
        .ToDictionary(static word => Number(word));

    /// <summary>The word in capitals; empty when it is none of these.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> word) =>
        word.Length is > 1 and <= MaxLength && s_words.TryGetValue(Number(word), out byte[]? capitals) ? capitals : default;

    private static UInt128 Number(ReadOnlySpan<byte> word)
    {
        Span<byte> padded = stackalloc byte[MaxLength];
        padded.Clear();
        word.CopyTo(padded);
        var halves = MemoryMarshal.Cast<byte, ulong>(padded);
        return new UInt128(halves[1] & Capitals, halves[0] & Capitals);
    }
}
