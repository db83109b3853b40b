namespace Ashiato.Settings.Sqlite;

/// <summary>The tables of the settings database, as the steps that lead to them.</summary>
/// <remarks>The number of steps done stands in the database as its <c>user_version</c>. A step that was released is never changed; a new one follows it.</remarks>
internal static class SettingsSchema
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE document (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        -- Versions are drawn from one sequence, so that a document that was deleted and made again is not taken for the old one.
        CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;
        INSERT INTO sequence VALUES (0);
        """,
    ];
}
