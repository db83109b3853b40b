using Ashiato.Storage.Embedded;

namespace Ashiato.Roles;

/// <summary>A file of the certificates that the program made: without it, clients of a restored store would meet an authority that they do not know.</summary>
/// <param name="name">Its name in the folder of certificates.</param>
internal sealed class CertificateCompanion(string name) : ICompanionFile
{
    public string Name => $"{Encryption.FolderName}/{name}";

    // A certificate that cannot be read is told of, and made anew, by the program itself.
    public string? FindDamage(string directory) => null;

    public void CopyTo(string directory, string target)
    {
        string path = Path.Combine(directory, Encryption.FolderName, name);
        if (!File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // With its rights: a key is for its owner's eyes.
        File.Copy(path, target);
    }
}
