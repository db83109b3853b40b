using System.Globalization;
using System.Text;
using Ashiato.Storage.Embedded.Segments;

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

    // A million segments; no store comes near.
    private const long MaxBytes = 64L << 20;

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
            var read = ReadCopy(path);
            if (read is not null && (newest is null || read.Generation > newest.Generation)) newest = read;
        }
        if (newest is not null) return newest;
        if (isMissing && !Directory.EnumerateFiles(Path.Combine(root, "segments"), "*.segment", SearchOption.AllDirectories).Any()) return Empty;
        throw new InvalidDataException(
            $"Both copies of the catalog in '{root}' are {(isMissing ? "missing" : "damaged")}. Restore the whole directory from a backup ('ashiato store restore'), or move it away to start with an empty store.");
    }

    /// <summary>Reads one copy.</summary>
    /// <returns><see langword="null"/> when it is not what was written.</returns>
    public static Catalog? ReadCopy(string path) => new FileInfo(path).Length > MaxBytes ? null : Parse(File.ReadAllBytes(path));

    /// <summary>Makes both copies say this, so that either one fits the files before any that they do not name is removed.</summary>
    public void Secure(string root)
    {
        byte[] content = Encode();
        foreach (string path in PathsIn(root))
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) DurableFile.Replace(path, content);
    }

    /// <summary>Makes this the catalog.</summary>
    public void Write(string root)
    {
        byte[] content = Encode();
        foreach (string path in PathsIn(root)) DurableFile.Replace(path, content);
    }

    /// <summary>Where the copies are.</summary>
    public static string[] PathsIn(string root) => [Path.Combine(root, "catalog"), Path.Combine(root, "catalog.copy")];

    internal byte[] Encode()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Head}\ngeneration {Generation}\nlog {FirstLog}\nnext {NextNumber}\n");
        foreach (string segment in Segments) text.Append(CultureInfo.InvariantCulture, $"{SegmentLine}{segment}\n");
        foreach (string segment in Summaries) text.Append(CultureInfo.InvariantCulture, $"{SummaryLine}{segment}\n");
        uint checksum = Crc32C.Of(Encoding.UTF8.GetBytes(text.ToString()));
        text.Append(CultureInfo.InvariantCulture, $"checksum {checksum:x8}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns><see langword="null"/> when it is not what was written.</returns>
    internal static Catalog? Parse(byte[] content)
    {
        const string LastLine = "checksum 00000000\n";
        int end = content.Length - LastLine.Length;
        if (end < 0 || Encoding.UTF8.GetString(content.AsSpan(end)) != string.Create(CultureInfo.InvariantCulture, $"checksum {Crc32C.Of(content.AsSpan(0, end)):x8}\n")) return null;

        string[] lines = Encoding.UTF8.GetString(content.AsSpan(0, end)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 4 || lines[0] is not (Head or HeadOfVersion1)) return null;
        if (Number(lines[1], "generation ") is not { } generation || Number(lines[2], "log ") is not { } log || Number(lines[3], "next ") is not { } next) return null;
        var (segments, summaries) = (NamesIn(lines, SegmentLine), NamesIn(lines, SummaryLine));
        // A directory may come from anywhere: what is no name of a segment names no file here.
        return segments.Concat(summaries).All(Partitions.IsSegmentName) ? new Catalog(generation, log, next, segments) { Summaries = summaries } : null;
    }

    private static string[] NamesIn(string[] lines, string start) =>
        [.. lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..])];

    private static long? Number(string line, string start) =>
        line.StartsWith(start, StringComparison.Ordinal) && long.TryParse(line.AsSpan(start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
