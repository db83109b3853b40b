namespace Ashiato.Query.Findings;

/// <summary>What statements are, as far as findings need it, by their fingerprints.</summary>
internal static class Statements
{
    private static readonly string[] s_controls = ["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "USE ", "SHOW ", "PRAGMA", "DEALLOCATE", "connect", "ping"];
    private static readonly string[] s_begins = ["BEGIN", "START TRANSACTION"];
    private static readonly string[] s_ends = ["COMMIT", "ROLLBACK", "END"];
    private static readonly string[] s_writes = ["INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "MERGE "];

    // The last two are SQL Server's.
    private static readonly string[] s_locks = [" FOR UPDATE", " FOR SHARE", " LOCK IN SHARE", " FOR NO KEY UPDATE", " FOR KEY SHARE", "UPDLOCK", "XLOCK"];

    /// <summary>True of what steers a connection rather than asking for data.</summary>
    public static bool IsControl(string fingerprint) => StartsWithAny(fingerprint, s_controls);

    /// <summary>True of what begins a transaction.</summary>
    public static bool Begins(string fingerprint) => StartsWithAny(fingerprint, s_begins);

    /// <summary>True of what ends one.</summary>
    public static bool Ends(string fingerprint) => StartsWithAny(fingerprint, s_ends);

    /// <summary>True of what changes rows.</summary>
    public static bool Writes(string fingerprint) => StartsWithAny(fingerprint, s_writes);

    /// <summary>True of what reads and waits for other transactions to let rows go.</summary>
    public static bool Locks(string fingerprint) => Array.Exists(s_locks, word => fingerprint.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool StartsWithAny(string fingerprint, string[] words) => Array.Exists(words, word => fingerprint.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
