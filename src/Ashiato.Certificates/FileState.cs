using System.Security.Cryptography;

namespace Ashiato.Certificates;

/// <summary>What differs once a file is another one.</summary>
internal static class FileState
{
    /// <summary>Looks at a file.</summary>
    public static string Of(string path)
    {
        try
        {
            // Its bytes, not its time: a clock of files may give the next one the same, and a folder that is a link shows the same path for both.
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) + ";";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "none;";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unreadable;";
        }
    }
}
