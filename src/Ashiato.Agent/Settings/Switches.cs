namespace Ashiato.Agent.Settings;

/// <summary>Truth values, as people write them.</summary>
internal static class Switches
{
    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "true" or "1" or "on" or "yes";
        return value || text.ToLowerInvariant() is "false" or "0" or "off" or "no";
    }
}
