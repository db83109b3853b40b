using System.Globalization;
using Ashiato.Roles;

namespace Ashiato.Tests.Roles;

/// <summary>Pages of programs' files that are let go while nothing happens.</summary>
public sealed class IdleMappingsTests
{
    [Fact]
    public void Only_what_is_read_alone_and_was_never_written_to_is_let_go()
    {
        string[] lines =
        [
            .. Mapping("7f0000000000-7f0000003000 r-xp 00001000 fe:00 12 /opt/ashiato/Ashiato.Storage.dll", 0),
            .. Mapping("7f0000010000-7f0000011000 r--s 00000000 fe:00 12 /opt/ashiato/Ashiato.Query.dll", 0),
            .. Mapping("7f0000020000-7f0000021000 rw-p 00000000 fe:00 12 /opt/ashiato/Ashiato.Query.dll", 0),
            .. Mapping("7f0000030000-7f0000031000 r--p 00000000 fe:00 13 /usr/lib/libcrypto.so.3", 4),
            .. Mapping("7f0000040000-7f0000041000 r-xp 00000000 fe:00 13 /usr/lib/libcrypto.so.3", 0),
            .. Mapping("7f0000050000-7f0000051000 r--s 00000000 fe:00 14 /var/lib/ashiato/segments/1.seg", 0),
            .. Mapping("7f0000060000-7f0000061000 r-xs 00000000 00:01 15 /memfd:doublemapper (deleted)", 0),
            .. Mapping("7f0000070000-7f0000071000 rw-p 00000000 00:00 0", 4),
        ];

        Assert.Equal(
            ["7f0000000000 12288", "7f0000010000 4096", "7f0000040000 4096"],
            IdleMappings.Unwritten(lines).Select(mapping => string.Create(CultureInfo.InvariantCulture, $"{mapping.Start:x} {mapping.Length}")));
    }

    [Fact]
    public void A_program_holds_less_and_goes_on_as_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux counts pages of files as the process's own.");
        long before = FilesHeld();

        IdleMappings.Release();

        Assert.True(FilesHeld() < before, $"{FilesHeld()} of {before} kB of files are still held.");
        Assert.Equal("ashiato", typeof(IdleMappings).Assembly.GetName().Name);
    }

    private static string[] Mapping(string head, int written) =>
        [head, "Size:                 12 kB", "Rss:                  12 kB", $"Anonymous:        {written,8} kB", "AnonHugePages:         0 kB", "VmFlags: rd mr mw me"];

    private static long FilesHeld() =>
        long.Parse(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssFile:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
