using System.Runtime.InteropServices;

namespace Ashiato;

/// <summary>The memory that libraries in C take for themselves: compression, encryption, the settings' database.</summary>
internal static class NativeHeap
{
    // M_ARENA_MAX of malloc.h.
    private const int MaximumArenas = -8;

    /// <summary>Lets them share one arena, where the GNU C library would give each thread its own and keep what it freed there: some 8 MiB under load.</summary>
    /// <remarks>Other C libraries have no arenas to limit, and nothing happens.</remarks>
    public static void UseOneArena()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetMallocOption(MaximumArenas, 1);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl, for example.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetMallocOption(int option, int value);
}
