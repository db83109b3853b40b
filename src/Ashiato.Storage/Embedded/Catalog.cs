using System.Globalization;
using System.Text;

namespace Ashiato.Storage.Embedded;

/// <summary>Which segments count, and from which file on the log counts. Written as a whole, so that a flush or a merge happens or does not.</summary>
/// <param name="Generation">Higher than that of the catalog before.</param>
/// <param name="FirstLog">The oldest log file whose events are in no segment.</param>
/// <param name="NextNumber">No segment has this number or a higher one.</param>
/// <param name="Segments">Their names.</param>
/// <remarks>
/// Layout: text, one fact a line, the last line the CRC-32C of all before it. Two copies, written one after the other, nothing being removed
/// before both are there: if one is damaged the other one still fits the files.
/// </remarks>
internal sealed record Catalog(long Generation, long FirstLog, long NextNumber, IReadOnlyList<string> Segments)
{
    private const string Head = "ashiato catalog 2";
    private const string HeadOfVersion1 = "ashiato catalog 1";
    private const string SegmentLine = "segment ";
    private const string SummaryLine = "summary ";

    /// <summary>Names of segments that are gone, but whose summaries stay.</summary>
    public IReadOnlyList<string> Summaries { get; init; } = [];

    public static Catalog Empty { get; } = new(0, 0, 1, []);

    /// <summary>Reads the newest good copy.</summary>
    /// <exception cref="InvalidDataException">There are copies, and all are damaged.</exception>
    public static Catalog Read(string root)
    {
        Catalog? newest = null;
        bool isMissing = true;
        foreach (string path in PathsIn(root))
        {
            if (!File.Exists(path)) continue;
            isMissing = false;
            var read = Parse(File.ReadAllBytes(path));
            if (read is not null && (newest is null || read.Generation > newest.Generation)) newest = read;
        }
        if (newest is not null) return newest;
        if (isMissing && !Directory.EnumerateFiles(Path.Combine(root, "segments"), "*.segment", SearchOption.AllDirectories).Any()) return Empty;
        throw new InvalidDataException(
            $"Both copies of the catalog in '{root}' are {(isMissing ? "missing" : "damaged")}. Restore 'catalog' from a backup, or move the directory away to start with an empty store.");
    }

    /// <summary>Makes this the catalog.</summary>
    public void Write(string root)
    {
        byte[] content = Encode();
        foreach (string path in PathsIn(root)) DurableFile.Replace(path, content);
    }

    private static string[] PathsIn(string root) => [Path.Combine(root, "catalog"), Path.Combine(root, "catalog.copy")];

    private byte[] Encode()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Head}\ngeneration {Generation}\nlog {FirstLog}\nnext {NextNumber}\n");
        foreach (string segment in Segments) text.Append(CultureInfo.InvariantCulture, $"{SegmentLine}{segment}\n");
        foreach (string segment in Summaries) text.Append(CultureInfo.InvariantCulture, $"{SummaryLine}{segment}\n");
        uint checksum = Crc32C.Of(Encoding.UTF8.GetBytes(text.ToString()));
        text.Append(CultureInfo.InvariantCulture, $"checksum {checksum:x8}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Catalog? Parse(byte[] content)
    {
        const string LastLine = "checksum 00000000\n";
        int end = content.Length - LastLine.Length;
        if (end < 0 || Encoding.UTF8.GetString(content.AsSpan(end)) != string.Create(CultureInfo.InvariantCulture, $"checksum {Crc32C.Of(content.AsSpan(0, end)):x8}\n")) return null;

        string[] lines = Encoding.UTF8.GetString(content.AsSpan(0, end)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 4 || lines[0] is not (Head or HeadOfVersion1)) return null;
        return new Catalog(Number(lines[1]), Number(lines[2]), Number(lines[3]), NamesIn(lines, SegmentLine)) { Summaries = NamesIn(lines, SummaryLine) };
    }

    private static string[] NamesIn(string[] lines, string start) =>
        [.. lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..])];

    private static long Number(string line) => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
