using Ashiato.Settings;
using Ashiato.Settings.Sqlite;
using Ashiato.Storage.Embedded;

namespace Ashiato.Roles;

/// <summary>The settings database, checked and backed up with the events.</summary>
internal sealed class SettingsCompanion : ICompanionFile
{
    /// <summary>All that belongs to a data directory besides the events.</summary>
    public static IReadOnlyList<ICompanionFile> All { get; } = [new SettingsCompanion(), .. CertificateNames.Select(static name => new CertificateCompanion(name))];

    // What the authority and the certificate of the program itself are kept in.
    private static string[] CertificateNames => ["ca.crt", "ca.key", "server.crt", "server.key"];

    public string Name => SqliteSettingsStore.FileName;

    public string? FindDamage(string directory) => SettingsFile.FindDamage(directory);

    public void CopyTo(string directory, string target)
    {
        try
        {
            SettingsFile.Copy(directory, target);
        }
        catch (SettingsUnavailableException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
