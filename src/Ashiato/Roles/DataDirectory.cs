using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The directory that keeps the events, before the store opens it.</summary>
internal static class DataDirectory
{
    /// <summary>Makes it when missing, and makes sure that files can be made in it.</summary>
    /// <exception cref="StartupException">They cannot.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data directory '{path}' cannot be written to: {e.Message.TrimEnd('.')}. Make it writable for this user, or choose another with {SettingTable.Data.Flag} {SettingTable.Data.Shape}.", e);
        }
    }
}
