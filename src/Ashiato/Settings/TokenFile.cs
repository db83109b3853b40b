namespace Ashiato.Settings;

/// <summary>A file that a token comes from, and that may hold another one later.</summary>
/// <param name="Setting">The token's setting.</param>
/// <param name="Path">The file.</param>
/// <param name="IsSettingFile">True for a file of settings, of which the token is one; false for a file that is the token.</param>
internal sealed record TokenFile(Setting Setting, string Path, bool IsSettingFile)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">It cannot be read, or has no token.</exception>
    public string Read()
    {
        try
        {
            string? token = IsSettingFile ? SettingFile.Read(new SettingValue(Path, Setting.Flag)).GetValueOrDefault(Setting).Text : SecretsFolder.TryRead(Path);
            return token is { Length: > 0 } ? token : throw new IOException($"there is no {Setting.Name} in '{Path}'.");
        }
        catch (StartupException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
