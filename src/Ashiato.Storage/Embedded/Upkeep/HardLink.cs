using System.Runtime.InteropServices;
using System.Text;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>A second name of a file on the same disk.</summary>
internal static class HardLink
{
    /// <returns><see langword="false"/> where the file system has none, or the names are on different ones.</returns>
    public static bool TryMake(string file, string name) =>
        OperatingSystem.IsWindows() ? CreateHardLink(name, file, 0) : Link(Utf8(file), Utf8(name)) == 0;

    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] file, byte[] name);

    [DllImport("kernel32", EntryPoint = "CreateHardLinkW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateHardLink(string name, string file, nint security);
}
