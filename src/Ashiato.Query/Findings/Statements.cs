namespace Ashiato.Query.Findings;

/// <summary>What statements are, as far as findings need it, by their fingerprints.</summary>
internal static class Statements
{
    private static readonly string[] s_controls = ["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "USE ", "SHOW ", "PRAGMA", "DEALLOCATE", "connect", "ping"];

    /// <summary>True of what steers a connection rather than asking for data.</summary>
    public static bool IsControl(string fingerprint) =>
        Array.Exists(s_controls, control => fingerprint.StartsWith(control, StringComparison.OrdinalIgnoreCase));

    /// <summary>True of what waits for other transactions to let rows go.</summary>
    public static bool Locks(string fingerprint) =>
        fingerprint.Contains(" FOR UPDATE", StringComparison.Ordinal) || fingerprint.Contains(" FOR SHARE", StringComparison.Ordinal) ||
        fingerprint.Contains(" LOCK IN SHARE", StringComparison.Ordinal) || fingerprint.Contains(" FOR NO KEY UPDATE", StringComparison.Ordinal);
}
