namespace Ashiato.Settings;

/// <summary>Settings from a directory of files, as Docker and Kubernetes hand over secrets: each file is named like a setting and holds its value.</summary>
internal static class SecretsFolder
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the files that are named like settings; others belong to somebody else.</summary>
    /// <exception cref="StartupException">The directory does not exist, or a file cannot be read.</exception>
    public static Dictionary<Setting, SettingValue> Read(SettingValue folder)
    {
        if (!Directory.Exists(folder.Text))
            throw new StartupException($"The directory '{folder.Text}' ({folder.Source}) does not exist; name the one that the secrets are mounted in, or leave {folder.Source} out.");
        var values = new Dictionary<Setting, SettingValue>();
        foreach (var setting in SettingTable.All.Where(setting => setting != SettingTable.Config && setting != SettingTable.SecretsFolder))
        {
            string path = Path.Combine(folder.Text, setting.Name);
            try
            {
                if (TryRead(path) is { } text) values[setting] = new SettingValue(text, path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"The file '{path}' cannot be read: {e.Message} Mend that, or leave {folder.Source} out.", e);
            }
        }
        return values;
    }

    /// <summary>What a file holds, without line ends at its end.</summary>
    /// <returns><see langword="null"/> when there is no such file.</returns>
    /// <exception cref="IOException">It cannot be read, or is larger than a secret.</exception>
    public static string? TryRead(string path)
    {
        // Mounted secrets are links; whoever asks for the length of a link gets the link's.
        if (!File.Exists(path)) return null;
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes) throw new IOException($"it has more than {MaxBytes} bytes.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().TrimEnd('\r', '\n');
    }
}
