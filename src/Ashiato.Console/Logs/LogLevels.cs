namespace Ashiato.Console.Logs;

/// <summary>How levels of logs look. Senders spell them as they like.</summary>
internal static class LogLevels
{
    /// <summary>The class of a level's badge.</summary>
    public static string Class(string level) => level.ToUpperInvariant() switch
    {
        "ERROR" or "ERR" or "FATAL" or "CRITICAL" or "ALERT" or "EMERGENCY" or "PANIC" => "fail",
        "WARN" or "WARNING" => "warn",
        _ => "line",
    };

    /// <summary>The colour of a level in charts.</summary>
    public static string Colour(string level) => Class(level) switch
    {
        "fail" => "c-fail",
        "warn" => "c-yamabuki",
        _ => level.ToUpperInvariant() is "DEBUG" or "TRACE" ? "c-rikyu" : "c-usual",
    };
}
