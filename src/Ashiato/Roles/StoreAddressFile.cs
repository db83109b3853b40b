using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>A file in the data directory that says where its store listens, so that commands that are given the directory find it.</summary>
/// <remarks>File <c>store-url</c>. It counts only while the directory is in use: after a crash it stays, and says nothing.</remarks>
internal static class StoreAddressFile
{
    private const string FileName = "store-url";
    private const int MaxBytes = 1_000;

    /// <summary>Says it.</summary>
    public static void Write(string dataDirectory, Uri url)
    {
        try
        {
            File.WriteAllText(PathIn(dataDirectory), url + "\n");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // A convenience; --store-url says the same.
        }
    }

    /// <summary>Takes it back.</summary>
    public static void Remove(string dataDirectory)
    {
        try
        {
            File.Delete(PathIn(dataDirectory));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // The next start writes it anew.
        }
    }

    /// <summary>Where the store of a directory that is in use listens; <see langword="null"/> when that is not known.</summary>
    public static Uri? Read(string dataDirectory)
    {
        try
        {
            var file = new FileInfo(PathIn(dataDirectory));
            return file.Exists && file.Length < MaxBytes && Uri.TryCreate(File.ReadAllText(file.FullName).Trim(), UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);
}
