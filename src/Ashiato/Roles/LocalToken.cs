using System.Buffers.Text;
using System.Security.Cryptography;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>A token of the store for commands on its own machine: whoever may read the data directory may use it, until the program stops.</summary>
/// <remarks>File <c>store-token</c>, readable by its owner only, written anew with each start.</remarks>
internal static class LocalToken
{
    private const string FileName = "store-token";
    private const int SecretBytes = 32;
    private const int MaxBytes = 200;

    /// <summary>Makes one.</summary>
    /// <returns>What recognises it; <see langword="null"/> when it cannot be written, and commands need the store's own token.</returns>
    public static SecretDigest? Make(string dataDirectory)
    {
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        try
        {
            // An older file may have been made readable for others; a new one is not.
            File.Delete(PathIn(dataDirectory));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(PathIn(dataDirectory), options);
            writer.Write(secret);
            return new SecretDigest(secret);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes it back.</summary>
    public static void Remove(string dataDirectory)
    {
        try
        {
            File.Delete(PathIn(dataDirectory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It opens nothing any more.
        }
    }

    /// <summary>The token of the store that has a directory open; <see langword="null"/> when this user may not know it.</summary>
    public static string? Read(string dataDirectory)
    {
        try
        {
            var file = new FileInfo(PathIn(dataDirectory));
            return file.Exists && file.Length is > 0 and < MaxBytes ? File.ReadAllText(file.FullName) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);
}
