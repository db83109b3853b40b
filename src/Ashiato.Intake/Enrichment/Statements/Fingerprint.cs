namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Reduces what a span asked of a database to its kind: the same for calls that differ only in their values.</summary>
internal static class Fingerprint
{
    /// <summary>The longest fingerprint, in bytes; longer ones end with <c>…</c>.</summary>
    public const int MaxLength = 2_048;

    // Agents cut statements off at 10,000 characters; what comes behind this does not change what they are.
    private const int LongestRead = 32_768;

    /// <summary>Writes the fingerprint of a statement.</summary>
    /// <param name="statement"><c>span.db.statement</c>, as UTF-8.</param>
    /// <param name="system"><c>span.subtype</c>, or <c>span.db.type</c>: who was asked; empty when not known.</param>
    /// <param name="buffer">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes of the buffer it takes; 0 when the statement says nothing.</returns>
    public static int Write(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> system, Span<byte> buffer)
    {
        var text = new FingerprintText(buffer[..MaxLength]);
        statement = WhatIsRead(statement);
        if (statement.IsEmpty) return 0;
        if (HasCommands(system)) CommandShape.Write(statement, ref text);
        else if (IsJson(statement)) JsonShape.Write(statement, ref text);
        else SqlFingerprint.Write(statement, SqlDialect.Of(system), ref text);
        return text.Length;
    }

    /// <summary>True when a statement is read as SQL.</summary>
    public static bool IsSql(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> system) => WhatIsRead(statement) is { IsEmpty: false } read && !IsJson(read) && !HasCommands(system);

    private static ReadOnlySpan<byte> WhatIsRead(ReadOnlySpan<byte> statement) => statement[..Math.Min(statement.Length, LongestRead)].Trim(" \t\r\n"u8);

    private static bool IsJson(ReadOnlySpan<byte> statement) => statement[0] is (byte)'{' or (byte)'[';

    private static bool HasCommands(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("redis"u8) || system.SequenceEqual("valkey"u8) || system.SequenceEqual("memcached"u8) || system.SequenceEqual("memcache"u8);
}
