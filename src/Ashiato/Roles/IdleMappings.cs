using System.Globalization;
using System.Runtime.InteropServices;

namespace Ashiato.Roles;

/// <summary>The pages of programs' files that this process has touched: most of what an idle program holds, nearly all of it needed once, to start.</summary>
/// <remarks>
/// Linux counts them as this process's own until it is short of memory, and keeps them in its cache of files all the same. Those that were never written to can be let go at any time: what is
/// needed again is mapped again from that cache, 64 KiB at a time, without reading the disk.
/// </remarks>
internal static class IdleMappings
{
    // MADV_DONTNEED of sys/mman.h.
    private const int DontNeed = 4;

    /// <summary>Lets go of what was only read. On other systems than Linux nothing happens.</summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            foreach (var (start, length) in Unwritten(File.ReadLines("/proc/self/smaps"))) _ = Advise(start, length, DontNeed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or EntryPointNotFoundException or DllNotFoundException)
        {
            // No such file in this sandbox, or another C library: what is held stays held.
        }
    }

    /// <summary>The mappings of program files that nobody has written to, of lines as in proc_pid_smaps(5).</summary>
    internal static IEnumerable<(nint Start, nuint Length)> Unwritten(IEnumerable<string> lines)
    {
        (nint Start, nuint Length)? mapping = null;
        foreach (string line in lines)
        {
            if (char.IsAsciiHexDigitLower(line[0])) mapping = ReadOnlyProgram(line);
            // Pages of its own: written to, and gone if they were let go.
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (mapping is { } found && IsZero(line)) yield return found;
                mapping = null;
            }
        }
    }

    private static (nint Start, nuint Length)? ReadOnlyProgram(string line)
    {
        bool isProgram = line.EndsWith(".dll", StringComparison.Ordinal) || line.Contains(".so", StringComparison.Ordinal);
        if (!isProgram || line.Split(' ', 3) is not [string range, ['r', '-', ..], _]) return null;
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        nint start = nint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        nint end = nint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, (nuint)(end - start));
    }

    private static bool IsZero(string line) => line.AsSpan("Anonymous:".Length).Trim() is "0 kB";

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint address, nuint length, int advice);
}
