namespace Ashiato.Storage.Embedded;

/// <summary>A file in the data directory that is not the store's, but is checked and backed up with it, such as the settings.</summary>
public interface ICompanionFile
{
    /// <summary>Its name in the data directory.</summary>
    string Name { get; }

    /// <summary>Looks for damage.</summary>
    /// <param name="directory">The data directory.</param>
    /// <returns>What was found and what to do, as a sentence; <see langword="null"/> when all is well, or the file is not there.</returns>
    string? FindDamage(string directory);

    /// <summary>Copies it as it is at one moment, also while others write to it; nothing when it is not there.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="target">The copy, which is not there yet.</param>
    /// <exception cref="IOException">It could not be copied.</exception>
    void CopyTo(string directory, string target);
}
