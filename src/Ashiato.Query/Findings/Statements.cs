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
    public static bool IsControl(string fingerprint) =>
        Array.Exists(s_controls, control => fingerprint.StartsWith(control, StringComparison.OrdinalIgnoreCase));

    /// <summary>True of what begins a transaction.</summary>
    public static bool Begins(string fingerprint) => Array.Exists(s_begins, word => fingerprint.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>True of what ends one.</summary>
    public static bool Ends(string fingerprint) => Array.Exists(s_ends, word => fingerprint.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>True of what changes rows.</summary>
    public static bool Writes(string fingerprint) => Array.Exists(s_writes, word => fingerprint.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>True of what reads and waits for other transactions to let rows go.</summary>
    public static bool Locks(string fingerprint) => Array.Exists(s_locks, word => fingerprint.Contains(word, StringComparison.OrdinalIgnoreCase));
}
