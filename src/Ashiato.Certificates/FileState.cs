namespace Ashiato.Certificates;

/// <summary>What differs once a file is another one.</summary>
internal static class FileState
{
    /// <summary>Looks at a file.</summary>
    public static string Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // The end of a link is what changes when the link's folder does.
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? $"{target.FullName} {target.Length} {target.LastWriteTimeUtc.Ticks};" : "none;";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unreadable;";
        }
    }
}
